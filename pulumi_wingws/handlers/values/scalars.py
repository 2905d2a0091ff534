"""Values without parts as Python text, such as numbers, dates and paths."""

from __future__ import annotations

import datetime
import decimal
import fractions
import logging
import math
import pathlib
import re
import uuid
import zoneinfo
from collections.abc import Callable

__all__ = ["is_written", "write_scalar"]

_LONG = 10**4000  # beyond it Python refuses to read decimal digits back


def is_written(value: object) -> bool:
    """Tell whether a value without parts can be written down."""
    return (
        type(value) in _SCALARS
        or isinstance(value, pathlib.PurePath)
        or (isinstance(value, logging.Logger) and _is_plain(value))
    )


def write_scalar(value: object) -> str | None:
    """Write a value without parts; None: it has some, or cannot be written."""
    if (write := _SCALARS.get(type(value))) is not None:
        return write(value)
    if isinstance(value, pathlib.PurePath):
        name = "Path" if isinstance(value, pathlib.Path) else type(value).__name__
        return f'__import__("pathlib").{name}({str(value)!r})'
    if isinstance(value, logging.Logger):
        return f'__import__("logging").getLogger({_logger_name(value)})'
    return None


def _float(value: float) -> str:
    if value is math.nan:
        return '__import__("math").nan'
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
    text = repr(value).replace("datetime.", '__import__("datetime").')
    return text.replace("zoneinfo.", '__import__("zoneinfo").')


def _logger_name(value: logging.Logger) -> str:
    return "" if value is logging.root else repr(value.name)


def _is_plain(value: logging.Logger) -> bool:
    """Tell whether a logger is no more than its name."""
    if value is logging.root:  # it has a handler in Lambda, and perhaps here
        return value.level == logging.WARNING
    return value.level == logging.NOTSET and not value.handlers and not value.filters


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
    zoneinfo.ZoneInfo: lambda value: f'__import__("zoneinfo").ZoneInfo({value.key!r})',
}
