"""What `on_connect` may return to decide about a handshake."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Accept", "Reject"]


@dataclass(frozen=True)
class Accept:
    """
    Accept a connection, and choose one of the subprotocols it offered.

    API Gateway never picks a subprotocol by itself; without one in the answer,
    browsers that offered some close the socket at once.

    Attributes:
        subprotocol: The chosen one, or None to choose none.
    """

    subprotocol: str | None = None


@dataclass(frozen=True)
class Reject:
    """
    Refuse a connection with an HTTP status.

    Browsers show the status to nobody; other clients can read it.

    Attributes:
        status: 300 to 599.

    Raises:
        ValueError: If API Gateway would not take the status for a refusal.
    """

    status: int = 403

    def __post_init__(self) -> None:
        if not 300 <= self.status <= 599:
            raise ValueError(f"status {self.status} refuses nothing; expected 300..599")
