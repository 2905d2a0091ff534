"""Where an event of a function comes from."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["BY_HAND", "STREAM", "Origin"]


class Origin(NamedTuple):
    """
    What an invocation is for.

    Attributes:
        event_type: `CONNECT`, `MESSAGE`, `DISCONNECT`, `AUTHORIZER` or `STREAM`; None
            if somebody invokes the function by hand.
        api_id: Of the API.
        connection_id: Of the connection.
        message_id: Of the message.

    """

    event_type: str | None
    api_id: str | None = None
    connection_id: str | None = None
    message_id: str | None = None


STREAM = Origin("STREAM")
BY_HAND = Origin(None)
