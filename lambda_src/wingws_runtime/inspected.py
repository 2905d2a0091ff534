"""Decides the same as `signature.py` for whatever can be called, and what to refuse."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from inspect import Parameter
from typing import Any

from .errors import InvalidHandler
from .signature import BY_NAME, POSITIONAL, Kind, Parameters

__all__ = ["inspected"]

IN_ORDER = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)

ALLOWED: Mapping[Kind, str] = {
    "connect": "a connect handler that takes (connection_id), and event or",
    "disconnect": "a disconnect handler that takes (connection_id), and event or",
    "message": "a message handler that takes (connection_id) or "
    "(connection_id, body), and event or",
    "authorizer": "an authorizer that takes (event), and",
    "change": "a change handler that takes (change), and event or",
    "presence": "a presence handler that takes (presence), and event or",
}


def inspected(function: Callable[..., Any], kind: Kind) -> Parameters:
    """
    Return how to call `function` as a handler of `kind`.

    Raises:
        InvalidHandler: If it cannot be called so.
    """
    signature = _signature(function, kind)
    named_ones = signature.parameters.keys() & set(BY_NAME)
    order = iter([value for value in POSITIONAL[kind] if value not in named_ones])
    positional: list[str] = []
    named: dict[str, str] = {}
    # By position for as long as none is left out: a decorator's wrapper shows the
    # signature of what it wraps, but may itself take nothing but *args.
    by_position = True
    for parameter in signature.parameters.values():
        value = _value(parameter, order)
        if value is None and not _is_optional(parameter):
            raise _invalid(function, kind, f"takes {_names(signature)}")
        by_position = by_position and value is not None and parameter.kind in IN_ORDER
        if value and by_position:
            positional.append(value)
        elif value:
            named[parameter.name] = value
    if not positional and not named:
        raise _invalid(function, kind, "takes ()")
    return Parameters(tuple(positional), named)


def _value(parameter: Parameter, order: Iterator[str]) -> str | None:
    if parameter.kind is Parameter.VAR_POSITIONAL:
        return None
    if parameter.name in BY_NAME:
        return parameter.name
    if parameter.kind in (Parameter.KEYWORD_ONLY, Parameter.VAR_KEYWORD):
        return None
    return next(order, None)


def _is_optional(parameter: Parameter) -> bool:
    has_default = parameter.default is not Parameter.empty
    return has_default or parameter.kind is Parameter.VAR_KEYWORD


def _signature(function: Callable[..., Any], kind: Kind) -> inspect.Signature:
    if not callable(function):
        raise _invalid(function, kind, "is not callable")
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise _invalid(function, kind, "is a generator: calling it runs nothing")
    try:
        return inspect.signature(function)
    except (TypeError, ValueError) as error:
        raise _invalid(function, kind, "hides what it takes") from error


def _invalid(function: object, kind: Kind, given: str) -> InvalidHandler:
    name = getattr(function, "__qualname__", None) or repr(function)
    return InvalidHandler(name, given, f"{ALLOWED[kind]} context by name")


def _names(signature: inspect.Signature) -> str:
    shown = [
        p.replace(annotation=Parameter.empty) for p in signature.parameters.values()
    ]
    return str(inspect.Signature(shown))
