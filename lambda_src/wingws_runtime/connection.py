"""What is known about a connection of a WebSocket API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

__all__ = ["Connection"]


@dataclass(frozen=True)
class Connection:
    """
    What API Gateway knows about an open connection.

    Attributes:
        connection_id: Its id.
        connected_at: When it began, in UTC.
        last_active_at: When a message last went either way, in UTC.
        source_ip: The client's address.
        user_agent: The client's User-Agent, None if it sent none.
    """

    connection_id: str
    connected_at: datetime
    last_active_at: datetime
    source_ip: str
    user_agent: str | None
