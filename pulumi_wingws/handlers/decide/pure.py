"""What a computation may call and read: it has no effect, and is alike everywhere.

Alike for every hash seed, on every machine, and in each version of Python.
"""

from __future__ import annotations

import ast
import collections
import datetime
import decimal
import fractions
import logging
import operator
import pathlib
import re
import uuid
import zoneinfo
from collections.abc import Callable, Collection
from typing import Any

from ..values.scalars import is_written

__all__ = [
    "MODULES",
    "PATH_PARTS",
    "UNARY",
    "NotConstant",
    "call",
    "combine",
    "format_value",
    "is_pure",
    "methods_of",
]


class NotConstant(Exception):
    """An expression is none that is computed."""


def is_pure(value: object) -> bool:
    """Tell whether something may be called, or read for its attributes."""
    return any(value is each for each in _PURE)


def methods_of(value: object) -> Collection[str]:
    """Name the methods of a text or a path that may be called."""
    return _METHODS.get(_kind(value), ())


def call(function: Any, args: list[Any], named: dict[str, Any]) -> object:
    """Call what may be called, unless that takes long or shows the order of a set.

    Raises:
        NotConstant: it would.
    """
    if function is logging.getLogger:
        return _logger(*args)
    for argument in (*args, *named.values()):
        if isinstance(argument, set | frozenset):
            _stop_if(function not in _ORDERLESS or bool(named))
        elif isinstance(argument, range):
            _stop_if(len(argument) > _MANY)
        elif function in (bytes, bytearray):
            _stop_if(isinstance(argument, int) and argument > _MANY)
        elif function is decimal.Decimal:
            _stop_if(not isinstance(argument, str | int))
        elif function is str:
            _stop_if(not is_written(argument))
    return function(*args, **named)


def combine(operator: ast.operator, left: Any, right: Any) -> object:
    """Combine two values, unless that takes long or is not alike everywhere.

    Raises:
        NotConstant: it is.
    """
    kinds = {type(left), type(right)}
    _stop_if(decimal.Decimal in kinds)  # the program sets how these are rounded
    if isinstance(operator, ast.Pow | ast.LShift):
        _stop_if(kinds != {int} or abs(left) > _MANY or not 0 <= right < _HIGH)
    elif isinstance(operator, ast.Mod):
        _stop_if(not kinds <= {int, float})
    elif isinstance(operator, ast.Mult):
        for sequence, count in ((left, right), (right, left)):
            if isinstance(count, int) and hasattr(sequence, "__len__"):
                _stop_if(len(sequence) * count > _MANY)
    return _BINARY[type(operator)](left, right)


def format_value(value: object, conversion: int, specification: str) -> str:
    """Format a number or a text, as an f-string does.

    Raises:
        NotConstant: it is something else.
    """
    _stop_if(type(value) not in _FORMATTED or len(specification) > _LONG)
    convert: Any
    convert = {115: str, 114: repr, 97: ascii}.get(conversion)
    return format(convert(value) if convert else value, specification)


def _stop_if(condition: bool) -> None:
    if condition:
        raise NotConstant


def _kind(value: object) -> type:
    return pathlib.PurePath if isinstance(value, pathlib.PurePath) else type(value)


def _logger(name: str = "") -> object:
    """Find a logger that the program made, if it is no more than its name."""
    logger = logging.Logger.manager.loggerDict.get(name) if name else logging.root
    _stop_if(not isinstance(logger, logging.Logger) or not is_written(logger))
    return logger


_MANY = 100_000
_HIGH = 1000
_LONG = 9
_FORMATTED = {str, int, float, bool, type(None)}
_ORDERLESS = (set, frozenset, sorted, len, min, max)
_PURE = (
    *(bool, bytearray, bytes, complex, dict, float, frozenset, int, list, range, set),
    *(str, tuple, abs, len, max, min, round, sorted),
    *(collections.Counter, collections.OrderedDict, collections.deque),
    *(datetime.date, datetime.datetime, datetime.time, datetime.timedelta),
    *(datetime.timezone, decimal.Decimal, fractions.Fraction, logging.getLogger),
    *(pathlib.Path, pathlib.PurePath, pathlib.PurePosixPath, re.compile, uuid.UUID),
    zoneinfo.ZoneInfo,
)
_TEXT_METHODS = (
    *("casefold", "endswith", "join", "lower", "lstrip", "removeprefix", "replace"),
    *("removesuffix", "rstrip", "split", "splitlines", "startswith", "strip"),
    *("title", "upper"),
)
_METHODS: dict[type, tuple[str, ...]] = {
    str: (*_TEXT_METHODS, "encode"),
    bytes: (*_TEXT_METHODS, "decode", "hex"),
    pathlib.PurePath: ("absolute", "joinpath", "resolve", "with_name", "with_suffix"),
}

MODULES = (
    *(collections, datetime, decimal, fractions, logging, pathlib, re, uuid),
    zoneinfo,
)
"""Modules of which names may be read."""

PATH_PARTS = ("parent", "parents", "name", "stem", "suffix")
"""What may be read of a path."""

UNARY: dict[type, Callable[[Any], object]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
    ast.Invert: operator.inv,
}
"""How the operators of one value are computed."""

_BINARY: dict[type, Callable[[Any, Any], object]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
    ast.BitXor: operator.xor,
}
