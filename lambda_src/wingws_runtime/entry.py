"""
Makes the Lambda handler that calls a user's handler for each event.

What few handlers need is imported when it is needed, for the sake of cold starts.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from .environment import registers
from .event import Event
from .invocation import SHARE, connecting, note_context, note_request
from .response import to_response
from .signature import Kind, Parameters, parameters

if TYPE_CHECKING:
    from asyncio import Runner

__all__ = ["LambdaHandler", "by_route", "entry", "nothing_else"]

LambdaHandler: TypeAlias = Callable[[Mapping[str, Any], Any], Any]

# What the handler of an event of API Gateway can take.
_VALUES: Mapping[str, Callable[[Event, Any], Any]] = {
    "connection_id": lambda event, _: event.connection_id,
    "body": lambda event, _: event.body,
    "event": lambda event, _: event,
    "context": lambda _, context: context,
}

_NOTHING = nullcontext()


def entry(
    function: Callable[..., Any],
    *,
    kind: Kind,
    reply: bool = False,
    inits: list[Callable[[], Any]] | None = None,
) -> LambdaHandler:
    """
    Return the Lambda handler that runs `function` for each event of `kind`.

    A handler of changes is called once for each record of the event, in their order. An
    exception ends that: Lambda is told which records are handled and repeats the rest.
    Without any the exception goes on to Lambda, so that an error which stays is an
    error of the function too. One that takes no change is called once for all records.

    A handler of presences is called for those records that tell of one.

    A connection that a connect handler accepted is registered then, where deploy time
    said so, and forgotten when its disconnect handler has ended, by whatever.

    It also sends its share of a broadcast that another invocation has shared out, of
    which `function` hears nothing.

    Args:
        function: A plain or an async function; :func:`parameters` says what it
            may take, :func:`to_response` and :func:`to_policy` what it may return.
        kind: ``"connect"``, ``"disconnect"``, ``"message"``, ``"authorizer"``,
            ``"change"`` or ``"presence"``.
        reply: Whether a message handler's result goes back to the sender.
        inits: What to call before the first event, in their order. Each is taken out
            once it has run, so that handlers with the same list share it.

    Raises:
        InvalidHandler: If `function` cannot be called for an event of `kind`.
    """
    takes = parameters(function, kind)
    if kind in ("change", "presence"):
        run = _for_records(function, takes, kind)
    else:
        run = _for_event(function, takes, kind, reply=reply)
    remaining = [] if inits is None else inits

    def handler(raw: Mapping[str, Any], context: Any) -> Any:
        note_context(context)
        if SHARE in raw:
            return _serve_share(raw[SHARE])
        try:
            while remaining:  # one that fails is called again at the next event
                _finish(remaining[0]())
                del remaining[0]
            return run(raw, context)
        except Exception as error:
            _log(error)
            raise  # Lambda reports it, and who invoked makes of it what it does

    return handler


def nothing_else(connection_id: str) -> None:
    """Handle a connection of an API that registers them and does nothing else."""


def by_route(handlers: Mapping[str, LambdaHandler]) -> LambdaHandler:
    """Return the Lambda handler of a function that several routes share.

    Args:
        handlers: Those of the routes, by route key.
    """

    def handler(raw: Mapping[str, Any], context: Any) -> Any:
        if SHARE in raw:
            note_context(context)
            return _serve_share(raw[SHARE])
        return handlers[raw["requestContext"]["routeKey"]](raw, context)

    return handler


def _log(error: Exception) -> None:
    from .failure import log_failure

    log_failure(error)


def _serve_share(share: Mapping[str, Any]) -> Any:
    from .fan_out import serve_share

    return serve_share(share)


def _for_event(
    function: Callable[..., Any], takes: Parameters, kind: Kind, *, reply: bool
) -> LambdaHandler:
    positional = [_VALUES[value] for value in takes.positional]
    named = [(name, _VALUES[value]) for name, value in takes.named.items()]

    def run(raw: Mapping[str, Any], context: Any) -> dict[str, Any]:
        event = Event(raw)
        note_request(raw.get("requestContext", {}))
        values = [value(event, context) for value in positional]
        named_values = {name: value(event, context) for name, value in named}
        with _surroundings(event, kind):
            result = _finish(function(*values, **named_values))
        if kind == "authorizer":
            from .policy import to_policy

            return to_policy(result, raw["methodArn"])
        response = to_response(result, kind, reply=reply)
        if kind == "connect":
            _register(event, result, response)
        return response

    return run


def _for_records(
    function: Callable[..., Any], takes: Parameters, kind: Kind
) -> LambdaHandler:
    def call(**values: Any) -> Any:
        positional = [values[value] for value in takes.positional]
        named = {name: values[value] for name, value in takes.named.items()}
        return _finish(function(*positional, **named))

    takes_record = kind in (*takes.positional, *takes.named.values())
    read = _change if kind == "change" else _presence

    def run(raw: Mapping[str, Any], context: Any) -> Any:
        note_request({})
        if not takes_record:  # a plain Lambda function
            return call(event=raw, context=context)
        for number, record in enumerate(raw["Records"]):
            try:
                told = read(record)
                if told is not None:
                    call(**{kind: told}, event=raw, context=context)
            except Exception as error:
                if number == 0:
                    raise
                _log(error)
                return {"batchItemFailures": [_failure(record)]}
        return {"batchItemFailures": []}

    return run


def _failure(record: Mapping[str, Any]) -> dict[str, str]:
    return {"itemIdentifier": record["dynamodb"]["SequenceNumber"]}


def _change(record: Mapping[str, Any]) -> Any:
    # Imported here, as below, because most handlers do without.
    from .change import Change

    return Change.from_record(record)


def _presence(record: Mapping[str, Any]) -> Any:
    from .presence import Presence

    return Presence.from_record(record)


def _register(event: Event, result: Any, response: Mapping[str, Any]) -> None:
    if table := registers():
        from .registration import register

        register(table, event, result, response)
    elif getattr(result, "user", None) or getattr(result, "rooms", None):
        from .errors import InvalidResult

        raise InvalidResult(result, "no user and no rooms without connections=True")


def _surroundings(event: Event, kind: Kind) -> AbstractContextManager[None]:
    """Return what the beginning and the end of a connection are handled in."""
    if kind in ("authorizer", "connect"):
        return connecting(event.connection_id)
    if kind == "disconnect" and (table := registers()):
        from .registration import unregistering

        return unregistering(table, event)
    return _NOTHING


def _finish(result: Any) -> Any:
    if result is not None and isinstance(result, Awaitable):
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
