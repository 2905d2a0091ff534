"""Describe values as JSON, so that those of an artifact compare with the program's.

Deploy time and the bare interpreter of the clean check both walk their values with this
file, which therefore imports nothing but the standard library.
"""

from __future__ import annotations

import json
import opcode
import re
import sys
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import CellType, CodeType, FunctionType, MappingProxyType, ModuleType
from typing import Any

__all__ = [
    "Description",
    "describe",
    "path_below",
    "slots_of",
]

Description = Any
"""A value as JSON: its type, its parts, and `same` where it was met before."""

_CLASS_MACHINERY = frozenset(
    {"__module__", "__doc__", "__dict__", "__weakref__", "__annotations__", "_abc_impl"}
    | {"__firstlineno__", "__static_attributes__", "__dataclass_fields__"}
    | {"__annotate_func__", "__annotations_cache__", "__classdictcell__"}
)


def describe(
    values: Mapping[str, object],
    handle: Callable[[object], str | None],
    modules: Iterable[str],
) -> dict[str, Description]:
    """Describe values by name; `handle` names what differs by nature on the two sides.

    Only objects of the program's own `modules` are looked into, not those of others.
    Objects that can change are numbered as they are met, so that sharing shows.
    """
    walk = _Walk(handle, modules)
    return {name: walk.value(values[name]) for name in sorted(values)}


def slots_of(value: object) -> Iterator[tuple[str, object]]:
    """List the `__slots__` of an object that are set."""
    for cls in type(value).__mro__:
        slots = cls.__dict__.get("__slots__", ())
        for slot in (slots,) if isinstance(slots, str) else slots:
            name = slot
            if slot.startswith("__") and not slot.endswith("__"):
                name = f"_{cls.__name__.lstrip('_')}{slot}"
            if slot not in {"__dict__", "__weakref__"} and hasattr(value, name):
                yield name, getattr(value, name)


class _Walk:
    def __init__(
        self, handle: Callable[[object], str | None], modules: Iterable[str]
    ) -> None:
        self._handle = handle
        self._modules = {"wingws_runtime", *(m.partition(".")[0] for m in modules)}
        self._numbers: dict[int, int] = {}
        self._alive: list[object] = []
        self._files: dict[str, str] = {}

    def value(self, value: object) -> Description:
        if (name := self._handle(value)) is not None:
            return name
        if isinstance(value, type):
            return self._class(value)
        if isinstance(value, ModuleType):
            return ["module", value.__name__]
        if self._is_shareable(value):
            if (number := self._numbers.get(id(value))) is not None:
                return ["same", number]
            self._number(value)
        return self._parts(value)

    def _number(self, value: object) -> None:
        self._numbers[id(value)] = len(self._numbers)
        self._alive.append(value)

    def _is_shareable(self, value: object) -> bool:
        if type(value).__module__ in {"fractions", "pathlib", "uuid", "zoneinfo"}:
            return False  # nobody minds whether equal ones are one
        kinds = (list, dict, set, bytearray, deque, FunctionType, CellType)
        has_slots = bool(getattr(type(value), "__slots__", ()))
        return isinstance(value, kinds) or hasattr(value, "__dict__") or has_slots

    def _parts(self, value: object) -> Description:
        kind = f"{type(value).__module__}.{type(value).__qualname__}"
        if isinstance(value, FunctionType):
            name = [kind, value.__module__, value.__qualname__]
            is_opaque = self._is_opaque(value.__module__)
            return name if is_opaque else [*name, self._function(value)]
        if isinstance(value, CellType):
            return [kind, *map(self.value, _content(value))]
        if type(value) is int:
            return [kind, hex(value)]  # Python limits how long a decimal may be
        parts: list[Description] = [kind]
        if isinstance(value, list | tuple | deque):
            parts.append({f"[{i}]": self.value(v) for i, v in enumerate(value)})
        elif isinstance(value, dict | MappingProxyType):
            parts.append([self.value(key) for key in value])
            items = [(key, self.value(item)) for key, item in value.items()]
            parts.append({_label(k, i): v for i, (k, v) in enumerate(items)})
        elif isinstance(value, set | frozenset):
            parts.append(sorted(json.dumps(self.value(v)) for v in self._order(value)))
        elif held := _HELD.get(kind):
            return [kind, self._members(_held(value, held))]
        elif self._is_opaque(type(value).__module__):
            return [kind, _text(value)]
        state = {**getattr(value, "__dict__", {}), **dict(slots_of(value))}
        return [*parts, self._members(state)]

    def _members(self, members: Mapping[str, object]) -> Description:
        """Describe by name, in an order that both sides have.

        Not the annotations that `functools.update_wrapper` copies: see `_annotations`.
        """
        names = sorted(members.keys() - {"__annotations__"})
        return {f".{name}": self.value(members[name]) for name in names}

    def _order(self, values: Iterable[object]) -> list[object]:
        """Sort what a set holds, which otherwise would be numbered in hash order."""
        return sorted(values, key=lambda v: json.dumps(self._apart().value(v)))

    def _apart(self) -> _Walk:
        return _Walk(self._handle, self._modules)

    def _is_made_by_others(self, cls: type, key: str) -> bool:
        """Tell whether the metaclass of a package keeps its affairs under a name."""
        metaclass = type(cls).__module__
        is_package = self._is_opaque(metaclass) and not _is_standard(metaclass)
        return is_package and key.startswith("__") and key.endswith("__")

    def _is_opaque(self, module: str) -> bool:
        """Tell whether what a module defines is none of the program's business."""
        return module.partition(".")[0] not in self._modules

    def _function(self, function: FunctionType) -> Description:
        code = function.__code__
        cells = zip(code.co_freevars, function.__closure__ or (), strict=True)
        parts = {
            ".__defaults__": self.value(function.__defaults__),
            ".__kwdefaults__": self.value(function.__kwdefaults__),
            ".__code__": self._handle(code) or self._digest(code),
            ".__annotations__": self._annotations(function.__annotations__),
            **{f" ({name})": self.value(cell) for name, cell in cells},
        }
        return {**parts, **self._members(vars(function))}

    def _annotations(self, annotations: Mapping[str, object]) -> Description:
        """Name annotations; one that was blanked is the number 0, or not there."""
        if sys.version_info >= (3, 14):
            return {}  # nobody computes them who does not ask
        return {
            f"[{name!r}]": self._handle(item) or _OURS.sub(r"runtime \1", _text(item))
            for name, item in annotations.items()
        }

    def _digest(self, code: CodeType) -> str:
        """Tell code by a few digits; that of packages is their own affair."""
        file = self._file(code.co_filename)
        if file.startswith("<attrs generated ") or Path(file).is_absolute():
            return code.co_name
        return f"{zlib.crc32(repr(self._code(code)).encode()):08x}"

    def _file(self, name: str) -> str:
        if name not in self._files:
            found = None if name.startswith("<") else self._handle(Path(name).resolve())
            self._files[name] = found or name
        return self._files[name]

    def _code(self, code: CodeType) -> tuple[object, ...]:
        """Tell all about code that a user can notice: also lines and columns.

        A call `name.method()` compiles to other operations, from another start, where
        an import binds the name; and an import may be replaced by what it gave.
        """
        return (
            self._file(code.co_filename),
            code.co_name,
            (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount),
            code.co_flags & _MEANT_FLAGS,
            (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars),
            [
                (operation, 0 if operation in _JUMPS else argument)
                for operation, argument in zip(
                    code.co_code[::2], code.co_code[1::2], strict=True
                )
                if operation not in _LOADS
            ],
            _positions(code),
            [self._constant(const) for const in code.co_consts],
        )

    def _constant(self, value: object) -> object:
        if isinstance(value, CodeType):
            return self._code(value)
        if isinstance(value, tuple):
            return tuple(map(self._constant, value))
        if isinstance(value, frozenset):
            return sorted(map(repr, value))
        return hex(value) if type(value) is int else repr(value)

    def _class(self, cls: type) -> Description:
        name = f"{cls.__module__}.{cls.__qualname__}"
        module = cls.__module__.partition(".")[0]
        is_known = id(cls) in self._numbers or module == "wingws_runtime"
        if is_known or self._is_opaque(module):
            return ["class", name]
        self._number(cls)
        attributes = {
            key: item
            for key, item in vars(cls).items()
            if key not in _CLASS_MACHINERY and not self._is_made_by_others(cls, key)
        }
        own = vars(cls).get("__annotations__", {})
        parts = {".__dict__['__annotations__']": self._annotations(own)}
        return ["class", name, {**parts, **self._members(attributes)}]


# Few write an address as Python does: `<Template memory:7f53c2a1b0d0>`.
_ADDRESS = re.compile(r"0x[0-9a-f]{6}|\b(?=\d*[a-f])[0-9a-f]{9}")


# The address of an object, and the two names of a class that handlers see
_PLACE = re.compile(r" at 0x[0-9a-f]+")
_OURS = re.compile(
    r"\b(?:pulumi_wingws|wingws_runtime|pulumi\.config)(?:\.\w+)*\.(\w+)"
)
_MEANT_FLAGS = 0x3EF  # of code: not that it is nested, not what it knew of the future

_JUMPS = frozenset(opcode.hasjrel + opcode.hasjabs)
_LOADS = frozenset(
    opcode.opmap.get(name, 0)
    for name in (
        *("CACHE", "EXTENDED_ARG"),
        *("LOAD_ATTR", "LOAD_GLOBAL", "LOAD_METHOD", "PUSH_NULL"),
    )
)
_NOTHING = frozenset(
    opcode.opmap.get(name, 0)
    for name in ("RESUME", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE")
)

# What objects of the standard library hold; what ends in "()" is asked for.
_HELD = {
    "builtins.builtin_function_or_method": ("__name__", "__self__"),
    "builtins.classmethod": ("__func__",),
    "builtins.method": ("__func__", "__self__"),
    "builtins.property": ("fget", "fset", "fdel"),
    "builtins.staticmethod": ("__func__",),
    "functools._lru_cache_wrapper": ("__wrapped__", "cache_parameters()"),
    "functools.cached_property": ("func",),
    "functools.partial": ("func", "args", "keywords"),
    "functools.partialmethod": ("func", "args", "keywords"),
    "logging.Logger": ("name", "level"),  # not what its parents add to them
    "logging.RootLogger": ("name", "level"),
    "_io.BytesIO": ("getvalue()", "tell()"),
    "_io.StringIO": ("getvalue()", "tell()"),
    "queue.LifoQueue": ("maxsize", "queue"),
    "queue.PriorityQueue": ("maxsize", "queue"),
    "queue.Queue": ("maxsize", "queue"),
    "_queue.SimpleQueue": ("qsize()",),
    "random.Random": ("getstate()",),
    "types.SimpleNamespace": ("__dict__",),
}


def _held(value: object, names: Iterable[str]) -> dict[str, object]:
    """Get what an object holds; an answer as a text."""
    return {
        name: repr(getattr(value, name.removesuffix("()"))())
        if name.endswith("()")
        else getattr(value, name)
        for name in names
    }


def _content(cell: CellType) -> tuple[object, ...]:
    try:
        return (cell.cell_contents,)
    except ValueError:
        return ()


def _text(value: object) -> str:
    """Write an object that is not looked into, without its address."""
    if isinstance(value, type):
        return f"{value.__module__}.{value.__qualname__}"
    is_standard = _is_standard(type(value).__module__)
    text = _PLACE.sub("", repr(value)) if is_standard else repr(value)
    return "" if _ADDRESS.search(text) and not isinstance(value, str | bytes) else text


def _positions(code: CodeType) -> list[tuple[int | None, ...]]:
    """Return where code says that it stands.

    What does nothing, as `def f(): ...`, says so only if a decorator stands above.
    """
    if _NOTHING.issuperset(code.co_code[::2]):
        return []
    return sorted({each[1::2] for each in code.co_positions() if _has_width(*each)})


def _has_width(
    line: int | None, end_line: int | None, column: int | None, end: int | None
) -> bool:
    """Tell whether an instruction stands for some text."""
    return line is not None and (line, column) != (end_line, end)


def _is_standard(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names


def _label(key: object, index: int) -> str:
    """Write a key, or its number where it cannot be written."""
    is_written = isinstance(key, str | int | float | bytes | tuple | None)
    return f"[{key!r}]" if is_written and _is_plain(key) else f"[key {index + 1}]"


def _is_plain(value: object) -> bool:
    """Tell whether a value's repr says it all, and no address."""
    return isinstance(value, str | bytes) or not _ADDRESS.search(repr(value))


def path_below(value: Path, folder: Path) -> str | None:
    """Describe a path of the project, which lies elsewhere in the artifact."""
    if not value.is_absolute() or not value.is_relative_to(folder):
        return None
    return f"path {value.relative_to(folder).as_posix()}"
