"""What the rows of a registry say: of a connection, and of its seat in a room."""

from __future__ import annotations

from dataclasses import dataclass

from .attribute_value import Item

__all__ = ["LIFETIME", "Registered", "Seat"]

# https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
LIFETIME = 2 * 60 * 60 + 10 * 60
"""Seconds that a connection can be there: API Gateway's two hours, and some slack."""


@dataclass(frozen=True)
class Seat:
    """
    One connection in a row of a user.

    Attributes:
        expires: When it is gone for certain, in seconds since 1970.
        connection_id: Whose it is.
    """

    expires: int
    connection_id: str

    @classmethod
    def from_text(cls, text: str) -> Seat:
        """Read the element of a set."""
        expires, _, connection_id = text.partition("#")
        return cls(int(expires), connection_id)

    def __str__(self) -> str:
        return f"{self.expires}#{self.connection_id}"


@dataclass(frozen=True)
class Registered:
    """
    What the row of a connection says.

    Attributes:
        seat: Its seat, the same in all rooms.
        user: Whose connection it is.
        rooms: The rooms that it may be in.
        joins: How often it joined one.
        state: The text of its state, None if it has none.
        version: How often the state was written.
    """

    seat: Seat
    user: str
    rooms: frozenset[str]
    joins: int
    state: str | None
    version: int

    @classmethod
    def from_item(cls, item: Item) -> Registered:
        """Read a row."""
        return cls(
            Seat(item["expires"], item["pk"].partition("#")[2]),
            item["user"],
            frozenset(item.get("rooms", ())),
            item.get("joins", 0),
            item.get("state"),
            item.get("version", 0),
        )
