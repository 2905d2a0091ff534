"""Import an artifact in a bare interpreter and describe the values that it holds.

This file runs as a script of `python -I -S -B`, where nothing but the standard library,
Lambda's own packages and the artifact can be imported; deploy time imports it for
`describe`, so that both sides walk their values in the same way.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import FunctionType, MappingProxyType, ModuleType
from typing import Any

__all__ = [
    "LAMBDA_PACKAGES",
    "Description",
    "describe",
    "find_difference",
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


def find_difference(expected: Description, found: Description, path: str) -> str | None:
    """Give the path of the first part in which two descriptions differ."""
    if expected == found:
        return None
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in expected:
            if key not in found:
                return f"{path}{key}"
            if deeper := find_difference(expected[key], found[key], f"{path}{key}"):
                return deeper
    if isinstance(expected, list) and isinstance(found, list):
        for one, other in zip(expected, found, strict=False):
            if deeper := find_difference(one, other, path):
                return deeper
    return path


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
            self._numbers[id(value)] = len(self._numbers)
            self._alive.append(value)
        return self._parts(value)

    def _is_shareable(self, value: object) -> bool:
        kinds = (list, dict, set, bytearray, deque, FunctionType)
        has_slots = bool(getattr(type(value), "__slots__", ()))
        return isinstance(value, kinds) or hasattr(value, "__dict__") or has_slots

    def _parts(self, value: object) -> Description:
        kind = f"{type(value).__module__}.{type(value).__qualname__}"
        if isinstance(value, FunctionType):
            name = [kind, value.__module__, value.__qualname__]
            is_opaque = self._is_opaque(value.__module__)
            return name if is_opaque else [*name, self._function(value)]
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
            parts.append(sorted(json.dumps(self.value(v)) for v in value))
        elif self._is_opaque(type(value).__module__):
            return [kind, repr(value) if _is_plain(value) else ""]
        state = {**getattr(value, "__dict__", {}), **dict(slots_of(value))}
        return [*parts, {f".{key}": self.value(item) for key, item in state.items()}]

    def _is_made_by_others(self, cls: type, key: str) -> bool:
        """Tell whether the metaclass of a package keeps its affairs under a name."""
        metaclass = type(cls).__module__
        is_package = self._is_opaque(metaclass) and not _is_standard(metaclass)
        return is_package and key.startswith("__") and key.endswith("__")

    def _is_opaque(self, module: str) -> bool:
        """Tell whether what a module defines is none of the program's business."""
        return module.partition(".")[0] not in self._modules

    def _function(self, function: FunctionType) -> Description:
        parts = {
            ".__defaults__": function.__defaults__,
            ".__kwdefaults__": function.__kwdefaults__,
        }
        state = {f".{key}": item for key, item in vars(function).items()}
        return {name: self.value(item) for name, item in {**parts, **state}.items()}

    def _class(self, cls: type) -> Description:
        name = f"{cls.__module__}.{cls.__qualname__}"
        module = cls.__module__.partition(".")[0]
        is_known = id(cls) in self._numbers or module == "wingws_runtime"
        if is_known or self._is_opaque(module):
            return ["class", name]
        self._numbers[id(cls)] = len(self._numbers)
        attributes = {
            f".{key}": self.value(item)
            for key, item in vars(cls).items()
            if key not in _CLASS_MACHINERY and not self._is_made_by_others(cls, key)
        }
        return ["class", name, attributes]


# What the Python runtimes of Lambda bring along
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html
LAMBDA_PACKAGES = frozenset(
    {"boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3"}
)
# Few write an address as Python does: `<Template memory:7f53c2a1b0d0>`.
_ADDRESS = re.compile(r"0x[0-9a-f]{6}|\b(?=\d*[a-f])[0-9a-f]{9}")


def _is_standard(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names


def _label(key: object, index: int) -> str:
    """Write a key, or its number where it cannot be written."""
    is_written = isinstance(key, str | int | float | bytes | tuple | None)
    return f"[{key!r}]" if is_written and _is_plain(key) else f"[key {index + 1}]"


def _is_plain(value: object) -> bool:
    """Tell whether a value's repr says it all, and no address."""
    return isinstance(value, str | bytes) or not _ADDRESS.search(repr(value))


def _handle_at_run_time(value: object) -> str | None:
    if isinstance(value, type | FunctionType | ModuleType):
        home = value.__name__ if isinstance(value, ModuleType) else value.__module__
        name = value.__name__.rpartition(".")[2]
        return f"runtime {name}" if home.startswith("wingws_runtime") else None
    if isinstance(value, Path):
        return path_below(value, Path(sys.modules["index"].__file__ or "").parent)
    name = type(value).__name__
    if not type(value).__module__.startswith("wingws_runtime"):
        return None
    if name in {"WebSocket", "DynamodbTable"}:
        return f"{name} {getattr(value, 'name', '')}"
    return "output" if name in {"Output", "TextOutput"} else None


def path_below(value: Path, folder: Path) -> str | None:
    """Describe a path of the project, which lies elsewhere in the artifact."""
    if not value.is_absolute() or not value.is_relative_to(folder):
        return None
    return f"path {value.relative_to(folder).as_posix()}"


def _frames(error: BaseException, folder: str) -> list[tuple[str, int, int]]:
    """Give the places in the artifact through which an error came, outermost first."""
    frames = []
    for frame in traceback.TracebackException.from_exception(error).stack:
        if frame.filename.startswith(folder):
            path = Path(frame.filename).relative_to(folder).as_posix()
            frames.append((path, frame.lineno or 1, getattr(frame, "colno", 0) or 0))
    if isinstance(error, SyntaxError) and (error.filename or "").startswith(folder):
        path = Path(error.filename or "").relative_to(folder).as_posix()
        frames.append((path, error.lineno or 1, (error.offset or 1) - 1))
    return frames


def _refuse_network(event: str, args: object) -> None:
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
        raise PermissionError("there is no network while an artifact is checked")


def _check(
    folder: str, names: list[tuple[str, str]], modules: list[str]
) -> dict[str, object]:
    sys.addaudithook(_refuse_network)
    try:
        importlib.import_module("index")
        values = {
            f"{module}.{name}": getattr(sys.modules[module], name)
            for module, name in names
        }
        return {"values": describe(values, _handle_at_run_time, modules)}
    except BaseException as error:
        summary = "".join(traceback.format_exception_only(error)).strip()
        return {"error": summary.split("\n")[-1], "frames": _frames(error, folder)}


def _main() -> None:
    request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.path[:0] = request["path"]
    result = _check(request["path"][0], request["names"], request["modules"])
    Path(sys.argv[1]).write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    _main()
