"""What can happen to a gateway: the events that it handles."""

from __future__ import annotations

from typing import Literal, NamedTuple

from .caller import Caller
from .http_message import Request
from .lambda_result import InvocationResult

__all__ = [
    "BinaryReceived",
    "Closed",
    "ConnectRequested",
    "Event",
    "ExpiryRequested",
    "InvocationFinished",
    "InvocationRefused",
    "ManagementRequested",
    "MessagePosted",
    "MessageReceived",
    "PingReceived",
    "ResetRequested",
    "ShutDown",
    "Timer",
    "TimerFired",
    "WritePaused",
    "WriteResumed",
]


class ConnectRequested(NamedTuple):
    """
    A request for the stage's own URL, asking for a WebSocket or not.

    Attributes:
        connection_id: Fresh id that the connection will have if it opens.
        request: The request; its WebSocket headers are known to be valid.

    """

    connection_id: str
    request: Request


class MessageReceived(NamedTuple):
    """A text message arrived, whole and of allowed size."""

    connection_id: str
    text: str


class BinaryReceived(NamedTuple):
    """A binary message, or the first frame of one, arrived."""

    connection_id: str


class PingReceived(NamedTuple):
    """A ping arrived; its pong is already under way."""

    connection_id: str


class Closed(NamedTuple):
    """
    The connection closed, or failed, for a reason that lies outside the gateway.

    Attributes:
        connection_id: Id of the connection.
        code: Close code received from the client, 1005 if its close frame had none,
            1006 if there was no close frame, or the code of the rule of RFC 6455 (or
            the size limit) that the client broke.
        reason: Close reason received from the client.
        is_failure: Whether it was ended for a rule that the client broke.

    """

    connection_id: str
    code: int
    reason: str
    is_failure: bool = False


class ExpiryRequested(NamedTuple):
    """
    A connection is to end as if its time were over.

    Attributes:
        connection_id: Id of the connection.
        kind: Which time: that without a message, or all.

    """

    connection_id: str
    kind: Literal["idle", "duration"]


class WritePaused(NamedTuple):
    """The client does not read: the write buffer of its connection is full."""

    connection_id: str


class WriteResumed(NamedTuple):
    """The client reads again: its write buffer has room."""

    connection_id: str


class ManagementRequested(NamedTuple):
    """
    A call of the `@connections` API.

    Attributes:
        request_id: Fresh id of this call.
        request: The request.
        caller: Who makes it, if that is known without a signature.
        invocation: Lambda's id of the invocation that makes it, if that is known.
        message_id: Of the message that this is for, if it is for one.

    """

    request_id: str
    request: Request
    caller: Caller | None = None
    invocation: str | None = None
    message_id: str | None = None


class MessagePosted(NamedTuple):
    """
    A message for a client, by one who was promised that it would be accepted.

    Attributes:
        connection_id: Whom it is for.
        data: UTF-8 of allowed size.

    """

    connection_id: str
    data: bytes


class InvocationFinished(NamedTuple):
    """An invocation that the gateway asked for has a result."""

    invocation_id: str
    result: InvocationResult


class InvocationRefused(NamedTuple):
    """An invocation could not even start: the function is gone or not permitted."""

    invocation_id: str


class Timer(NamedTuple):
    """
    A timer's identity: what it watches, and the id of the thing watched.

    One timer watches all integrations, and has no id.

    """

    kind: Literal["idle", "duration", "start", "integration", "disconnect"]
    id: str

    @property
    def is_lifetime(self) -> bool:
        """Whether it watches a connection, rather than an invocation."""
        return self.kind in ("idle", "duration")


class TimerFired(NamedTuple):
    """The time of a timer has come."""

    timer: Timer


class ShutDown(NamedTuple):
    """The simulator ends: all connections are to close."""


class ResetRequested(NamedTuple):
    """All is to be as at the start: no connection, all quotas unused."""


Event = (
    ConnectRequested
    | MessageReceived
    | BinaryReceived
    | PingReceived
    | Closed
    | ExpiryRequested
    | WritePaused
    | WriteResumed
    | ManagementRequested
    | MessagePosted
    | InvocationFinished
    | InvocationRefused
    | TimerFired
    | ShutDown
    | ResetRequested
)
