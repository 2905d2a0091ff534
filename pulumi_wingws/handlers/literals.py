"""Data as Python text that is the same on every run.

What can be written is of exactly these types; a subclass may mean more than its value.
"""

from __future__ import annotations

import datetime
import decimal
import fractions
import logging
import math
import pathlib
import re
import uuid
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator
from types import MappingProxyType

__all__ = ["Reference", "children_of", "is_mutable", "is_written", "write_literal"]

Reference = Callable[[object], str | None]
"""Gives the text for an object that has a name of its own; None: write it out."""

_LONG = 10**4000  # beyond it Python refuses to read decimal digits back


def is_written(value: object) -> bool:
    """Tell whether a value without parts can be written down."""
    return (
        type(value) in _SCALARS
        or isinstance(value, pathlib.PurePath)
        or (isinstance(value, logging.Logger) and _is_plain(value))
    )


def is_mutable(value: object) -> bool:
    """Tell whether a container may change, so that sharing it means something."""
    return type(value) in {list, dict, set, bytearray, OrderedDict, defaultdict, deque}


def children_of(value: object) -> Iterator[tuple[str, object]] | None:
    """List a container's parts with how they are reached; None: not a container."""
    if type(value) in {list, tuple, deque}:
        return ((f"[{i}]", child) for i, child in enumerate(value))  # type: ignore[call-overload]
    if type(value) in {set, frozenset}:
        return (("{}", child) for child in _sorted(value))  # type: ignore[arg-type]
    if isinstance(value, dict | MappingProxyType) and type(value) in _MAPPINGS:
        return _mapping_children(value)
    if type(value) is slice:
        parts = (value.start, value.stop, value.step)
        return ((f"[{i}]", child) for i, child in enumerate(parts))
    return None


def write_literal(value: object, reference: Reference = lambda value: None) -> str:
    """Write a value as an expression, asking first for the names of its parts.

    Raises:
        TypeError: the value, or a part of it, cannot be written.
    """
    if (name := reference(value)) is not None:
        return name
    if (write := _SCALARS.get(type(value))) is not None:
        return write(value)
    if isinstance(value, pathlib.PurePath):
        return f'__import__("pathlib").{type(value).__name__}({str(value)!r})'
    if isinstance(value, logging.Logger):
        return f'__import__("logging").getLogger({_logger_name(value)})'
    return _container(value, reference)


def _container(value: object, reference: Reference) -> str:
    def parts(values: object) -> list[str]:
        return [write_literal(v, reference) for v in values]  # type: ignore[attr-defined]

    kind = type(value)
    if kind is list:
        return f"[{', '.join(parts(value))}]"
    if kind is tuple:
        items = parts(value)
        return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"
    if kind in {set, frozenset}:
        inner = ", ".join(parts(_sorted(value)))  # type: ignore[arg-type]
        text = f"{{{inner}}}" if inner else ""
        return text if kind is set and text else f"{kind.__name__}({text})"
    if kind is deque:
        assert isinstance(value, deque)
        maximum = "" if value.maxlen is None else f", maxlen={value.maxlen}"
        inner = ", ".join(parts(value))
        return f'__import__("collections").deque([{inner}]{maximum})'
    if kind is slice:
        assert isinstance(value, slice)
        return f"slice({', '.join(parts((value.start, value.stop, value.step)))})"
    if kind in _MAPPINGS:
        return _mapping(value, reference)
    raise TypeError(f"a {kind.__module__}.{kind.__qualname__} cannot be written down")


def _mapping(value: object, reference: Reference) -> str:
    assert isinstance(value, dict | MappingProxyType)
    items = ", ".join(
        f"{write_literal(k, reference)}: {write_literal(v, reference)}"
        for k, v in value.items()
    )
    text = f"{{{items}}}"
    if isinstance(value, OrderedDict):
        return f'__import__("collections").OrderedDict({text})'
    if isinstance(value, defaultdict):
        factory = write_literal(value.default_factory, reference)
        return f'__import__("collections").defaultdict({factory}, {text})'
    if isinstance(value, MappingProxyType):
        return f'__import__("types").MappingProxyType({text})'
    return text


def _mapping_children(
    value: dict[object, object] | MappingProxyType[object, object],
) -> Iterator[tuple[str, object]]:
    if isinstance(value, defaultdict):
        yield ".default_factory", value.default_factory
    for key, child in value.items():
        label = f"[{key!r}]" if is_written(key) else "[…]"
        yield label, key
        yield label, child


def _sorted(values: set[object] | frozenset[object]) -> list[object]:
    """Order a set so that no hash seed shows."""

    def key(value: object) -> tuple[str, str]:
        try:
            return type(value).__qualname__, write_literal(value)
        except TypeError:
            name = getattr(value, "__qualname__", "")
            return type(value).__qualname__, str(name)

    return sorted(values, key=key)


def _float(value: float) -> str:
    if math.isnan(value) or math.isinf(value):
        return f'float("{value}")'
    return repr(value)


def _complex(value: complex) -> str:
    return f"complex({_float(value.real)}, {_float(value.imag)})"


def _int(value: int) -> str:
    return repr(value) if -_LONG < value < _LONG else hex(value)


def _pattern(value: re.Pattern[str] | re.Pattern[bytes]) -> str:
    flags = value.flags & ~re.UNICODE.value if isinstance(value.pattern, str) else 0
    if isinstance(value.pattern, bytes):
        flags = value.flags
    extra = f", {flags}" if flags else ""
    return f'__import__("re").compile({value.pattern!r}{extra})'


def _from_datetime(value: object) -> str:
    return repr(value).replace("datetime.", '__import__("datetime").')


def _logger_name(value: logging.Logger) -> str:
    return "" if value is logging.root else repr(value.name)


def _is_plain(value: logging.Logger) -> bool:
    """Tell whether a logger is no more than its name."""
    if value is logging.root:
        return True
    return value.level == logging.NOTSET and not value.handlers and not value.filters


_MAPPINGS = (dict, OrderedDict, defaultdict, MappingProxyType)

_SCALARS: dict[type, Callable[..., str]] = {
    type(None): repr,
    bool: repr,
    int: _int,
    float: _float,
    complex: _complex,
    str: repr,
    bytes: repr,
    bytearray: repr,
    range: repr,
    type(Ellipsis): lambda value: "...",
    type(NotImplemented): repr,
    decimal.Decimal: lambda value: f'__import__("decimal").{value!r}',
    fractions.Fraction: lambda value: f'__import__("fractions").{value!r}',
    uuid.UUID: lambda value: f'__import__("uuid").{value!r}',
    datetime.date: _from_datetime,
    datetime.time: _from_datetime,
    datetime.datetime: _from_datetime,
    datetime.timedelta: _from_datetime,
    datetime.timezone: _from_datetime,
    re.Pattern: _pattern,
}
