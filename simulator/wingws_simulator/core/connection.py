"""The gateway's record of its connections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from .api_config import ApiConfig
from .events import Timer
from .http_message import Request

__all__ = ["Connection", "Connections", "MessageParts", "State"]

MessageParts = tuple[str, str, str, str]
"""JSON between what is different in each message."""


class State(Enum):
    """
    States of a recorded connection.

    CLOSED has no member: a connection that closed is forgotten, so that it cannot
    come back and is 410 to everyone, like an id that never existed.

    """

    CONNECTING = "CONNECTING"
    """`$connect` runs; nobody can post to it yet."""

    OPEN = "OPEN"
    """The handshake was accepted."""


# To ask an enum for a member takes as long as to call a method.
_OPEN = State.OPEN


@dataclass
class Connection:
    """
    One connection, from its handshake to its end.

    Attributes:
        connection_id: Its id.
        domain_name: Host and port that the client used.
        source_ip: Address of the client.
        user_agent: The client's User-Agent, if it sent one.
        connected_at: When the handshake arrived.
        last_active_at: When a message last went either way.
        credentials: What AWS_IAM or an API key tells of the client.
        authorizer: What an authorizer says of the client.
        state: CONNECTING until the handshake is accepted.
        writable: False while the client does not read what it was sent.
        message_events: What the events of all messages to a route have in common,
            and of which API it tells.

    """

    connection_id: str
    domain_name: str
    source_ip: str
    user_agent: str | None
    connected_at: float
    last_active_at: float
    credentials: Mapping[str, str] = field(default_factory=dict)
    authorizer: Mapping[str, object] | None = None
    state: State = State.CONNECTING
    writable: bool = True
    message_events: dict[str, tuple[ApiConfig, MessageParts]] = field(
        default_factory=dict
    )

    @classmethod
    def from_request(
        cls, connection_id: str, request: Request, *, now: float
    ) -> Connection:
        """Record the connection that a handshake asks for."""
        return cls(
            connection_id=connection_id,
            domain_name=request.header("Host") or "",
            source_ip=request.source_ip,
            user_agent=request.header("User-Agent"),
            connected_at=now,
            last_active_at=now,
        )

    @property
    def timers(self) -> tuple[Timer, Timer]:
        """The timers of an open connection: idleness and duration."""
        return Timer("idle", self.connection_id), Timer("duration", self.connection_id)

    @property
    def identity(self) -> dict[str, str]:
        """Who the client is, as GetConnection shows it."""
        if self.user_agent is None:
            return {"sourceIp": self.source_ip}
        return {"userAgent": self.user_agent, "sourceIp": self.source_ip}


class Connections:
    """The connections that there are, by their ids."""

    def __init__(self) -> None:
        self._by_id: dict[str, Connection] = {}

    def __contains__(self, connection: Connection) -> bool:
        return self._by_id.get(connection.connection_id) is connection

    def add(self, connection: Connection) -> None:
        """Remember a connection."""
        self._by_id[connection.connection_id] = connection

    def remove(self, connection: Connection) -> None:
        """Forget a connection, for ever."""
        del self._by_id[connection.connection_id]

    def find(self, connection_id: str) -> Connection | None:
        """Return a connection in whatever state, or None."""
        return self._by_id.get(connection_id)

    def find_open(self, connection_id: str) -> Connection | None:
        """Return a connection if it is open, else None."""
        connection = self._by_id.get(connection_id)
        if connection is None or connection.state is not _OPEN:
            return None
        return connection

    def all(self) -> tuple[Connection, ...]:
        """Return all connections there are now."""
        return tuple(self._by_id.values())
