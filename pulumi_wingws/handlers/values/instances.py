"""Objects of the program's classes: their state, and how they are made again.

They are made by `__new__` and given their state; `__init__` does not run again.
"""

from __future__ import annotations

import enum
import threading
from collections.abc import Callable, Iterator
from types import BuiltinMethodType, SimpleNamespace
from typing import Any

from ..descriptions import slots_of
from ..program.definitions import is_own
from ..program.modules import Program
from ..runtime_files import is_runtime_value
from .literals import Reference, write_display, write_literal

__all__ = [
    "class_of",
    "is_made_again",
    "is_plain_object",
    "make_instance",
    "native_base",
    "restore_instance",
    "state_of",
]

_BASES = (dict, list, set, tuple)
"""Built-in classes whose instances are made again; all but tuples are filled later."""

_VALUES = (int, float, complex, str, bytes, frozenset)
"""Built-in classes whose instances get their value as they are made."""

_FRESH = {
    object: "object()",
    SimpleNamespace: '__import__("types").SimpleNamespace()',
    threading.local: '__import__("threading").local()',
    type(threading.Lock()): '__import__("threading").Lock()',
    type(threading.RLock()): '__import__("threading").RLock()',
}
"""Objects of others that are nothing but themselves, or only their attributes."""


def is_made_again(value: object, program: Program) -> bool:
    """Tell whether a value is of a class of the program, or of a result of ours."""
    cls = type(value)
    if cls in _FRESH:
        return not is_locked(value)
    if cls.__module__ == "builtins":
        return isinstance(value, BaseException)
    if isinstance(value, BaseException) and not is_own(cls, program):
        return cls.__module__ == "builtins"
    if program.origin(cls.__module__, None) == "runtime":
        return is_runtime_value(cls)
    return is_own(cls, program)


def is_plain_object(value: object) -> bool:
    """Tell whether a value is an object of Python's that is no more than its state."""
    return type(value) in {object, SimpleNamespace}


def class_of(value: object) -> type | None:
    """Give the class by which an object is made again, if it is mentioned then."""
    return None if type(value) in _FRESH else type(value)


def is_locked(value: object) -> bool:
    """Tell whether a value is a lock that somebody holds."""
    if type(value) is type(threading.RLock()):
        return "count=0" not in repr(value)
    return type(value) is type(threading.Lock()) and value.locked()


def state_of(value: object) -> dict[str, object] | None:
    """Give an object's state by the path to each part; None if it has more."""
    if isinstance(value, enum.Enum):
        return {}  # a member is found under its name
    if type(value) in _FRESH:
        return {f".{name}": item for name, item in _attributes(value)}
    base = _base(value)
    if base is None:
        return None
    state: dict[str, object] = {}
    if isinstance(value, dict):
        for key, item in value.items():
            state[f"[{key!r}]"] = item
            state[f".keys()[{key!r}]"] = key
    elif isinstance(value, list | set | tuple):
        state |= {f"[{index}]": item for index, item in enumerate(value)}
    elif isinstance(value, BaseException):
        state |= {f".args[{index}]": item for index, item in enumerate(value.args)}
        state |= {f".{name}": item for name, item in _chained(value).items()}
    return state | {f".{name}": item for name, item in _attributes(value)}


def make_instance(cls: str, value: object) -> str:
    """Write the expression that makes an object of a class, without any state."""
    if isinstance(value, enum.Enum):
        name = value.name if isinstance(value.name, str) else ""
        if name.isidentifier():
            return f"{cls}.{name}"
        return f"{cls}({write_literal(value.value)})"
    if text := _FRESH.get(type(value)):
        return text
    base = _base(value)
    assert base is not None
    if base in _VALUES:
        return f"{base.__name__}.__new__({cls}, {write_literal(_plain(base, value))})"
    return f"{base.__name__}.__new__({cls})"


def restore_instance(name: str, value: object, reference: Reference) -> Iterator[str]:
    """Write the statements that give an object its state."""
    if isinstance(value, enum.Enum):
        return
    if isinstance(value, dict) and value:
        yield f"dict.update({name}, {write_display(dict(value), reference)})"
    elif isinstance(value, list) and value:
        yield f"list.extend({name}, {write_display(list(value), reference)})"
    elif isinstance(value, set) and value:
        yield f"set.update({name}, {write_display(set(value), reference)})"
    elif isinstance(value, BaseException) and value.args:
        yield f"{name}.args = {write_display(value.args, reference)}"
    if isinstance(value, BaseException):
        for key, error in _chained(value).items():
            yield f"{name}.{key} = {write_literal(error, reference)}"
    if attributes := getattr(value, "__dict__", None):
        yield f"{name}.__dict__.update({write_display(attributes, reference)})"
    for slot, item in slots_of(value):
        text = write_literal(item, reference)
        yield f"object.__setattr__({name}, {slot!r}, {text})"


def _chained(error: BaseException) -> dict[str, BaseException]:
    """Give the exceptions from which an exception came."""
    found = {name: getattr(error, name) for name in ("__context__", "__cause__")}
    return {name: value for name, value in found.items() if value is not None}


def _plain(base: Callable[[Any], object], value: object) -> object:
    """Give the value of a built-in class that an instance of a subclass has."""
    return base(value)


def native_base(value: object) -> type | None:
    """Give the class, not written in Python, that alone can make and read the object.

    None: the object is made by a class that `make_instance` knows.
    """
    base = _maker(value)
    return None if _is_known(base) else base


def _base(value: object) -> type | None:
    """Give the built-in class whose `__new__` makes the object, if it is known here."""
    base = _maker(value)
    return base if _is_known(base) else None


def _maker(value: object) -> type:
    """Give the first class with a `__new__` that is not written in Python."""
    for base in type(value).__mro__:
        if isinstance(vars(base).get("__new__"), BuiltinMethodType):
            return base
        if base.__module__ == "builtins":
            return base
    return object


def _is_known(base: type) -> bool:
    is_error = base.__module__ == "builtins" and issubclass(base, BaseException)
    return is_error or base is object or base in _BASES or base in _VALUES


def _attributes(value: object) -> Iterator[tuple[str, object]]:
    yield from getattr(value, "__dict__", {}).items()
    yield from slots_of(value)
