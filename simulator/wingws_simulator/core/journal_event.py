"""
What the console can see of a stack: events, as they are noted and as readers get them.

Most of them are never read. So what happens is noted as a plain tuple, its type first,
and all that costs time (text, JSON, the reason of a choice) is left to who reads it.

"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from .lambda_log import EXITED, TIMED_OUT
from .lambda_result import InvocationResult, Returned
from .origin import ORIGIN_FIELDS

__all__ = ["DATA_SIZE", "Event", "Note", "forget", "status_of", "to_json", "to_text"]

DATA_SIZE = 4096
"""How much of a message, of a post or of what is printed at once an event holds."""

Event: TypeAlias = tuple[Any, ...]
"""Its type, then its fields in the order of `_FIELDS`."""

Note: TypeAlias = Callable[..., None]
"""Takes an event, field by field."""

_FIELDS = {
    # `request` and `answer` may be secret, and are for conversations only.
    "connect": (
        *("api_id", "connection_id", "source_ip", "user_agent", "status"),
        *("request", "answer"),
    ),
    # `why` is a text, or the selection and the value that it has found.
    "message": (
        *("api_id", "connection_id", "message_id", "data", "size"),
        *("route_key", "why"),
    ),
    # `origin` becomes `ORIGIN_FIELDS`.
    "invocation": (
        *("function", "request_id", "origin", "cold", "duration_ms"),
        *("status", "error"),
    ),
    # `message_id`, here and below: of what the invocation is for, or what is answered.
    "log": ("function", "request_id", "message_id", "text"),
    "post": (
        *("api_id", "connection_id", "request_id", "message_id", "data", "size"),
        *("status", "by"),
    ),
    # Without `message_id`, it is what became of the post before it. `data` is for
    # conversations only: what posts have is shown there.
    "delivered": ("api_id", "connection_id", "message_id", "size", "data"),
    "disconnect": ("api_id", "connection_id", "code", "reason", "initiator"),
    "deployed": ("kind", "name"),
}

_UNSHOWN = {"connect": ("request", "answer"), "delivered": ("data",)}


def forget(*event: object) -> None:
    """Note nothing: nobody keeps a journal."""


def status_of(result: InvocationResult) -> tuple[str, str | None]:
    """Return how an invocation has ended, in a word, and its error."""
    if isinstance(result, Returned):
        return "ok", None
    status = {TIMED_OUT: "timeout", EXITED: "crash"}.get(result.error_type, "error")
    return status, f"{result.error_type}: {result.message}"[:DATA_SIZE]


def to_json(number: int, at: float, event: Event) -> dict[str, Any]:
    """
    Return an event as readers get it.

    Args:
        number: The event's; they grow by one.
        at: When it happened, in seconds since the epoch.
        event: What happened.

    """
    kind, *values = event
    fields = dict(zip(_FIELDS[kind], values, strict=True))
    for name in _UNSHOWN.get(kind, ()):
        del fields[name]
    if "origin" in fields:
        fields |= zip(ORIGIN_FIELDS, fields.pop("origin"), strict=True)
    if "data" in fields:
        fields["data"] = to_text(fields["data"])
    if kind == "message" and not isinstance(fields["why"], str):
        selection, value = fields["why"]
        fields["why"] = selection.why(value, fields["route_key"])
    if kind == "log":
        fields["text"] = to_text(fields["text"]).removesuffix("\n")
    if kind == "invocation":
        fields["duration_ms"] = round(fields["duration_ms"], 2)
    return {"n": number, "at": at, "type": kind, **fields}


def to_text(data: str | bytes) -> str:
    """Return text of no more bytes than an event may have."""
    if isinstance(data, str):
        data = data.encode(errors="replace")
    # What is cut off in the middle of a character is no error of the sender's.
    errors = "ignore" if len(data) >= DATA_SIZE else "replace"
    return data[:DATA_SIZE].decode(errors=errors)
