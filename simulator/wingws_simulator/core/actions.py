"""
What a gateway wants done: the actions that it answers events with.

Those of every message are dataclasses with slots: a NamedTuple takes longer to make.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .events import Timer
from .http_message import Response
from .origin import Origin

__all__ = [
    "Accept",
    "Action",
    "CancelTimer",
    "CloseConnection",
    "Hide",
    "Invoke",
    "Reject",
    "Respond",
    "SendMessage",
    "SetTimer",
    "Show",
]


class Accept(NamedTuple):
    """Answer the handshake with 101, and with the subprotocol if there is one."""

    connection_id: str
    subprotocol: str | None


class Reject(NamedTuple):
    """Answer the handshake with an HTTP response; the connection never exists."""

    connection_id: str
    response: Response


@dataclass(slots=True)
class SendMessage:
    """
    Send a text message, in frames of the allowed size.

    Attributes:
        connection_id: To whom.
        data: UTF-8.
        message_id: Of the message that it answers, None for a post.

    """

    connection_id: str
    data: bytes
    message_id: str | None = None


class Show(NamedTuple):
    """Let those who may post know that a connection can be posted to."""

    connection_id: str


class Hide(NamedTuple):
    """Let them know that it cannot, any more or for a while."""

    connection_id: str


class CloseConnection(NamedTuple):
    """Send a close frame and end the connection."""

    connection_id: str
    code: int
    reason: str


class Respond(NamedTuple):
    """Answer a call of the `@connections` API."""

    request_id: str
    response: Response


@dataclass(slots=True)
class Invoke:
    """
    Invoke a function, at once and concurrently with all others.

    Report the result by an `InvocationFinished` with the same id. The gateway
    ignores it for `$disconnect`, and after the integration timeout.

    Attributes:
        invocation_id: Its id.
        function_name: The function.
        event: What to invoke it with, in JSON.
        origin: What it is for.

    """

    invocation_id: str
    function_name: str
    event: str
    origin: Origin


class SetTimer(NamedTuple):
    """Report `TimerFired(timer)` at that time, in the clock of `now`."""

    timer: Timer
    at: float


class CancelTimer(NamedTuple):
    """Forget a timer, set or not."""

    timer: Timer


Action = (
    Accept
    | Reject
    | SendMessage
    | Show
    | Hide
    | CloseConnection
    | Respond
    | Invoke
    | SetTimer
    | CancelTimer
)
