"""Makes the Lambda handler that calls a user's handler for each event."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from .event import Event
from .failure import log_failure
from .invocation import connecting
from .policy import to_policy
from .response import to_response
from .signature import Kind, parameters

if TYPE_CHECKING:
    from asyncio import Runner

__all__ = ["LambdaHandler", "by_route", "entry"]

LambdaHandler: TypeAlias = Callable[[Mapping[str, Any], Any], dict[str, Any]]

# What a handler can take.
_VALUES: Mapping[str, Callable[[Event, Any], Any]] = {
    "connection_id": lambda event, _: event.connection_id,
    "body": lambda event, _: event.body,
    "event": lambda event, _: event,
    "context": lambda _, context: context,
}


def entry(
    function: Callable[..., Any],
    *,
    kind: Kind,
    reply: bool = False,
    inits: list[Callable[[], Any]] | None = None,
) -> LambdaHandler:
    """
    Return the Lambda handler that runs `function` for each event of `kind`.

    Args:
        function: A plain or an async function; :func:`parameters` says what it
            may take, :func:`to_response` and :func:`to_policy` what it may return.
        kind: ``"connect"``, ``"disconnect"``, ``"message"`` or ``"authorizer"``.
        reply: Whether a message handler's result goes back to the sender.
        inits: What to call before the first event, in their order. Each is taken out
            once it has run, so that handlers with the same list share it.

    Raises:
        InvalidHandler: If `function` cannot be called for an event of `kind`.
    """
    takes = parameters(function, kind)
    positional = [_VALUES[value] for value in takes.positional]
    named = [(name, _VALUES[value]) for name, value in takes.named.items()]
    remaining = [] if inits is None else inits

    def handler(raw: Mapping[str, Any], context: Any) -> dict[str, Any]:
        event = Event(raw)
        values = [value(event, context) for value in positional]
        named_values = {name: value(event, context) for name, value in named}
        try:
            while remaining:  # one that fails is called again at the next event
                _finish(remaining[0]())
                del remaining[0]
            with _handshake(event, kind):
                result = _finish(function(*values, **named_values))
            if kind == "authorizer":
                return to_policy(result, raw["methodArn"])
            return to_response(result, kind, reply=reply)
        except Exception as error:
            log_failure(error)
            raise  # Lambda reports it, and API Gateway makes of it what it does

    return handler


def by_route(handlers: Mapping[str, LambdaHandler]) -> LambdaHandler:
    """Return the Lambda handler of a function that several routes share.

    Args:
        handlers: Those of the routes, by route key.
    """

    def handler(raw: Mapping[str, Any], context: Any) -> dict[str, Any]:
        return handlers[raw["requestContext"]["routeKey"]](raw, context)

    return handler


def _handshake(event: Event, kind: Kind) -> AbstractContextManager[None]:
    is_open = kind not in ("authorizer", "connect")
    return nullcontext() if is_open else connecting(event.connection_id)


def _finish(result: Any) -> Any:
    if result is not None and inspect.isawaitable(result):
        return _event_loop().run(_wait_for(result))
    return result


async def _wait_for(awaitable: Awaitable[Any]) -> Any:
    return await awaitable


@cache
def _event_loop() -> Runner:
    # One loop for the environment's whole life: clients that a handler keeps in
    # globals are bound to the loop that they were made on. Imported here because
    # it is half of what starting this package would cost.
    from asyncio import Runner

    return Runner()
