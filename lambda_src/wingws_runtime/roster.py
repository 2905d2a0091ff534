"""Decides who of a room, or of everyone, is there, and who is taken out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from .attribute_value import Item
from .registered import LIFETIME, Seat
from .registry import Registry

__all__ = ["Member", "Roster"]

logger = logging.getLogger(__name__)

YOUNG = 60
"""Seconds after its handshake began in which a connection may not be open yet: it is
registered before its client gets the 101, and until then API Gateway answers 410. Of
API Gateway's time, an authorizer may take 29 seconds, and `on_connect` as many."""

MOST_FORGOTTEN = 50
"""How many connections are taken out at once, which takes some 20 ms each; those that
are left are found to be gone again."""


@dataclass(frozen=True)
class Member:
    """
    A user in a room.

    Attributes:
        user: Who.
        connection_ids: The user's connections that are in the room, at least one.
    """

    user: str
    connection_ids: tuple[str, ...]


class Roster:
    """
    The connections of some rows, as a broadcast asks for them.

    Args:
        registry: Whose they are.
        rows: Reads the rows.
    """

    def __init__(self, registry: Registry, rows: Callable[[], Iterable[Item]]) -> None:
        self._registry = registry
        self._rows = rows
        self._found: dict[str, tuple[Item, Seat]] = {}

    def ids(self) -> Iterator[str]:
        """Yield the ids of all connections."""
        for row in self._rows():
            for seat in self._seats(row):
                self._found[seat.connection_id] = row, seat
                yield seat.connection_id

    def members(self) -> list[Member]:
        """Return the users with their connections, in the order of their names."""
        seats = ((row["sk"], self._seats(row)) for row in self._rows())
        return [
            Member(user, tuple(seat.connection_id for seat in taken))
            for user, taken in seats
            if taken
        ]

    def forget(self, connection_ids: Collection[str]) -> None:
        """Take out connections that were found to be gone, but young ones."""
        known = (self._found[id_] for id_ in connection_ids if id_ in self._found)
        latest = self._registry.now() - YOUNG + LIFETIME
        gone = [(row, seat) for row, seat in known if seat.expires < latest]
        try:
            for row, seat in gone[:MOST_FORGOTTEN]:
                self._forget(row, seat)
        except Exception as error:  # the message was sent, and the report says to whom
            logger.warning("connections that are gone stay registered: %s", error)

    def _forget(self, row: Item, seat: Seat) -> None:
        if row["pk"] not in self._registry.disconnect(seat.connection_id):
            # Left behind by an operation that ended between two of its writes.
            self._registry.get_up(row["pk"], row["sk"], seat)

    def _seats(self, row: Item) -> list[Seat]:
        """Return the seats of a row that have not expired, in the order they will."""
        seats = map(Seat.from_text, sorted(row.get("seats", ())))
        return [seat for seat in seats if seat.expires > self._registry.now()]
