"""Functions that `index.py` makes again, and what decorators of others made of them."""

from __future__ import annotations

import contextlib
import functools
import inspect
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from types import CellType, FunctionType, MethodType

from .literals import Reference, write_display, write_literal

__all__ = [
    "added_annotations",
    "annotations_of",
    "attribute_place",
    "cell_contents",
    "cells_of",
    "decorator_text",
    "function_behind",
    "parts_of",
    "restore_function",
    "restore_names",
]

_NAMES = ("__module__", "__name__", "__qualname__", "__doc__")
_MANAGERS = {
    contextlib.contextmanager(lambda: iter(())).__code__: "contextlib.contextmanager",
    contextlib.asynccontextmanager(lambda: iter(())).__code__: (  # type: ignore[arg-type, return-value]
        "contextlib.asynccontextmanager"
    ),
}


def cells_of(function: FunctionType) -> list[tuple[str, CellType]]:
    """List the variables that a function shares with others."""
    cells = function.__closure__ or ()
    return list(zip(function.__code__.co_freevars, cells, strict=True))


def cell_contents(cell: CellType) -> tuple[object, ...]:
    """Give what a cell holds, if anything."""
    try:
        return (cell.cell_contents,)
    except ValueError:
        return ()


def function_behind(value: object) -> FunctionType | None:
    """Find what runs when a function, a bound method or a partial is called."""
    while isinstance(value, MethodType | partial):
        value = value.__func__ if isinstance(value, MethodType) else value.func
    return value if isinstance(value, FunctionType) else None


def parts_of(function: FunctionType) -> dict[str, object]:
    """Give a function's data by the path to each part: defaults and attributes."""
    defaults = enumerate(function.__defaults__ or ())
    keywords = sorted((function.__kwdefaults__ or {}).items())
    return {
        **{f".__defaults__[{index}]": value for index, value in defaults},
        **{f".__kwdefaults__[{name!r}]": value for name, value in keywords},
        **{f".{name}": value for name, value in _attributes(function)},
        **{
            f".__annotations__[{name!r}]": value
            for name, value in added_annotations(function)
        },
    }


def annotations_of(value: FunctionType | type) -> dict[str, object]:
    """Give the annotations of a function, or of a class itself, as they ended."""
    if sys.version_info >= (3, 14):
        return {}  # nobody computes them who does not ask
    if isinstance(value, type):
        return dict(vars(value).get("__annotations__", {}))
    return dict(value.__annotations__)


def added_annotations(function: FunctionType) -> list[tuple[str, object]]:
    """List the annotations that the text of a function cannot have."""
    code = function.__code__
    flags = (inspect.CO_VARARGS, inspect.CO_VARKEYWORDS)
    count = code.co_argcount + code.co_kwonlyargcount
    count += sum(bool(code.co_flags & flag) for flag in flags)
    written = {*code.co_varnames[:count], "return"}
    found = annotations_of(function) if "__wrapped__" not in vars(function) else {}
    return [(name, value) for name, value in found.items() if name not in written]


def _attributes(function: FunctionType) -> list[tuple[str, object]]:
    """List a function's attributes, but no code of Python's that was copied."""
    wrapped = vars(function).get("__wrapped__", function)
    copied = {} if wrapped is function else getattr(wrapped, "__dict__", {})
    return [
        (name, value)
        for name, value in sorted(vars(function).items())
        if copied.get(name, function) is not value or not _is_of_library(value)
    ]


def _is_of_library(value: object) -> bool:
    behind = function_behind(value)
    home = behind.__globals__.get("__name__", "") if behind else ""
    return home.partition(".")[0] in sys.stdlib_module_names


def attribute_place(name: str, key: str) -> str:
    """Write where a function has an attribute, perhaps behind one of Python's own."""
    return f"{name}.__dict__[{key!r}]" if key in vars(FunctionType) else f"{name}.{key}"


def restore_function(
    name: str,
    function: FunctionType,
    annotations: Mapping[str, object],
    reference: Reference,
) -> Iterator[str]:
    """Write the statements that give a function what its code does not say."""
    if function.__defaults__:
        yield f"{name}.__defaults__ = {write_display(function.__defaults__, reference)}"
    if keywords := function.__kwdefaults__:
        yield f"{name}.__kwdefaults__ = {write_display(keywords, reference)}"
    wrapped = _wrapped(function)
    if wrapped is not None and (text := reference(wrapped)):
        update = write_literal(functools.update_wrapper, reference)
        yield f"{update}({name}, {text})"
    else:
        wrapped = None
        yield from restore_names(name, function)
    if annotations:
        yield f"{name}.__annotations__ = {write_display(annotations, reference)}"
    own = _attributes(function)
    for key, value in own:
        if key != "__wrapped__" or value is not wrapped:
            place = attribute_place(name, key)
            yield f"{place} = {write_literal(value, reference)}"
    for key in sorted(vars(function).keys() - dict(own).keys()):
        yield f"{name}.__dict__[{key!r}] = {name}.__wrapped__.__dict__[{key!r}]"


def _wrapped(function: FunctionType) -> FunctionType | None:
    """Give the function whose names `functools.wraps` gave to this one.

    None: there is none, or it has more than its text says.
    """
    try:
        inner: object = inspect.unwrap(function)
    except ValueError:  # it wraps itself
        return None
    if inner is function or not isinstance(inner, FunctionType):
        return None
    is_plain = not vars(inner) and not any(restore_names("", inner))
    is_like = all(getattr(function, key) == getattr(inner, key) for key in _NAMES)
    return inner if is_plain and is_like else None


def restore_names(name: str, function: FunctionType) -> Iterator[str]:
    """Write what `functools.wraps` and the like changed about a function."""
    code = function.__code__
    natural = FunctionType(
        code, function.__globals__, closure=tuple(CellType() for _ in code.co_freevars)
    )
    for key in _NAMES:
        value = getattr(function, key)
        if value != getattr(natural, key):
            yield f"{name}.{key} = {value!r}"


def decorator_text(value: object) -> str | None:
    """Write the decorator of the standard library that made this of `__wrapped__`."""
    if isinstance(value, functools._lru_cache_wrapper):
        parameters = value.cache_parameters()
        size, typed = parameters["maxsize"], parameters["typed"]
        return f"functools.lru_cache(maxsize={size}, typed={typed})"
    return _MANAGERS.get(value.__code__) if isinstance(value, FunctionType) else None
