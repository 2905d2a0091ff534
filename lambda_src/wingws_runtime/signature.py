"""Decides which values of an event a handler's parameters receive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any, Literal, NamedTuple

__all__ = ["Kind", "Parameters", "parameters"]

Kind = Literal["connect", "disconnect", "message", "authorizer", "change", "presence"]

POSITIONAL: Mapping[Kind, tuple[str, ...]] = {
    "connect": ("connection_id",),
    "disconnect": ("connection_id",),
    "message": ("connection_id", "body"),
    "authorizer": ("event",),
    "change": ("change",),
    "presence": ("presence",),
}
BY_NAME = ("event", "context")

# https://docs.python.org/3/library/inspect.html#code-objects-bit-flags
NOT_PLAIN = 0x04 | 0x08 | 0x20 | 0x200  # *args, **kwargs, generators


class Parameters(NamedTuple):
    """
    How to call a handler.

    The values are ``connection_id``, ``body``, ``change``, ``presence``, ``event`` and
    ``context``.

    Attributes:
        positional: The values to pass by position.
        named: The values to pass by name, under the handler's own names.
    """

    positional: tuple[str, ...]
    named: Mapping[str, str]


def parameters(function: Callable[..., Any], kind: Kind) -> Parameters:
    """
    Return how to call `function` as a handler of `kind`.

    The first parameter is the connection id and a message handler's second the
    body, whatever their names; ones named `event` or `context` receive those
    instead. An authorizer's first is the event, that of a change handler the change,
    that of a presence handler the presence. Any other parameter keeps its default.

    Raises:
        InvalidHandler: If a parameter would receive nothing, if there is none at
            all, or if `function` is no function that runs when it is called.
    """
    if (plain := _plain(function, kind)) is not None:
        return plain
    from .inspected import inspected  # a cold start is 5 ms quicker without

    return inspected(function, kind)


def _plain(function: Callable[..., Any], kind: Kind) -> Parameters | None:
    """Return how to call a function whose parameters are all required and plain."""
    if type(function) is not FunctionType or vars(function):
        return None
    code = function.__code__
    if code.co_flags & NOT_PLAIN or code.co_kwonlyargcount or function.__defaults__:
        return None
    names = code.co_varnames[: code.co_argcount]
    named = set(names) & set(BY_NAME)
    order = [value for value in POSITIONAL[kind] if value not in named]
    others = sum(name not in BY_NAME for name in names)
    if not names or others > len(order):  # which is refused
        return None
    values = iter(order)
    return Parameters(
        tuple(name if name in BY_NAME else next(values) for name in names), {}
    )
