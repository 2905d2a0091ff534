"""
Knows who is connected to an API, as which user, and who is in which room.

Theory of operation. The table has two kinds of rows:

* of a connection, ``connection#ID`` / ``#``: `user`, `rooms`, `state`, `version`;
* of a user in a room, ``room#ROOM`` / ``USER``, and of a user at all, ``everyone`` /
  ``USER``: `seats`, a set with one text for each connection, ``EXPIRES#ID``.

What comes and goes is an element of one set, so a step is one idempotent write, and of
DynamoDB's making: a set that loses its last element is gone. So a user is in a room
exactly if the row has `seats`, which one condition can ask, and which the stream tells
once, whatever the way: see `presence.py`.

A seat's text follows from its connection's row alone, and never changes. It says when
it expires, since `$disconnect` is best effort: API Gateway ends a connection after two
hours. Who reads skips what has expired; the service removes rows later, some days later
on AWS. `expires` of a room's row is that of a connection made at the last join: it may
be too late, never too early.

Each operation is several writes, and may end between any two of them:

* A connection has all its seats before its row is there, and nobody can move it before.
* Who joins sits down before the connection's row says so, and gets up again if that
  row cannot say so, since it has gone or is leaving.
* Who leaves gets up before the row says so; and it does not say so if somebody joined
  meanwhile (`joins`). So `rooms` has every room in which the connection has a seat.
* Who disconnects first marks the row as leaving, which tells the rooms at that moment
  and keeps others from joining; then gets up everywhere; then deletes the row.

A seat that is left behind belongs to a connection that is gone: it expires, or is taken
by whoever sends to it and hears 410.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from .attribute_value import Item
from .dynamodb_table import DynamodbTable
from .errors import ConditionFailed
from .invocation import now as invocation_now
from .registered import LIFETIME, Registered, Seat

__all__ = ["EVERYONE", "Registry", "RegistryTable", "room_key"]

EVERYONE = "everyone"
"""The hash key of the rows of everyone who is connected."""


class RegistryTable(DynamodbTable):
    """
    The table of a registry.

    Args:
        name: The table's own name.
    """

    def _own_name(self) -> str:
        return self.name


class Registry:
    """
    The connections of one API.

    Args:
        table: Where they are kept.
        now: Seconds since 1970.
    """

    def __init__(
        self, table: DynamodbTable, now: Callable[[], float] = invocation_now
    ) -> None:
        self._table = table
        self.now = now

    def connect(self, connection_id: str, user: str, rooms: Iterable[str] = ()) -> None:
        """Register a connection."""
        seat = Seat(math.ceil(self.now()) + LIFETIME, connection_id)
        named = {"rooms": set(rooms)} if rooms else {}
        for each in (*map(room_key, rooms), EVERYONE):
            self._sit(each, user, seat)
        item = {"user": user, "expires": seat.expires, **named}
        self._table.put_item(item={**_connection_key(connection_id), **item})

    def disconnect(self, connection_id: str) -> frozenset[str]:
        """Forget a connection; return the hash keys of the rows where it may have
        been, none if it is not known."""
        key = _connection_key(connection_id)
        try:
            marked = self._table.update_item(
                key=key,
                update_expression="SET leaving = :yes",
                condition_expression="attribute_exists(pk)",
                expression_attribute_values={":yes": True},
                return_values="ALL_NEW",
            )
        except ConditionFailed:
            return frozenset()
        found = Registered.from_item(marked.attributes or {})
        keys = [*map(room_key, sorted(found.rooms)), EVERYONE]
        for each in keys:
            self.get_up(each, found.user, found.seat)
        self._table.delete_item(key=key)
        return frozenset(keys)

    def find(self, connection_id: str) -> Registered | None:
        """Return what is known about a connection, None if it is gone or leaving."""
        item = self._get(_connection_key(connection_id))
        if item is None or "leaving" in item or item["expires"] <= self.now():
            return None
        return Registered.from_item(item)

    def join(self, connection_id: str, room: str) -> bool:
        """Put a connection into a room; return whether it is there."""
        found = self.find(connection_id)
        if found is None:
            return False
        self._sit(room_key(room), found.user, found.seat)
        try:
            self._table.update_item(
                key=_connection_key(connection_id),
                update_expression="ADD rooms :room, joins :one",
                condition_expression="attribute_exists(pk) "
                "AND attribute_not_exists(leaving)",
                expression_attribute_values={":room": {room}, ":one": 1},
            )
        except ConditionFailed:
            self.get_up(room_key(room), found.user, found.seat)
            return False
        return True

    def leave(self, connection_id: str, room: str) -> bool:
        """Take a connection out of a room; return whether it was there."""
        found = self.find(connection_id)
        if found is None:
            return False
        was_there = self.get_up(room_key(room), found.user, found.seat)
        if room in found.rooms:
            self._forget_room(found, room)
        return was_there

    def save(self, found: Registered, state: str) -> Registered | None:
        """
        Write the state of a connection, if nobody has since it was `found`.

        Returns:
            What the row says then; None if the connection is gone or leaving.

        Raises:
            ConditionFailed: If somebody has.
        """
        version = found.version + 1
        is_first = "attribute_not_exists(version)"
        try:
            saved = self._table.update_item(
                key=_connection_key(found.seat.connection_id),
                update_expression="SET #state = :state, version = :version",
                condition_expression="attribute_exists(pk) "
                "AND attribute_not_exists(leaving) AND "
                + ("version = :seen" if found.version else is_first),
                expression_attribute_names={"#state": "state"},
                expression_attribute_values={
                    ":state": state,
                    ":version": version,
                    **({":seen": found.version} if found.version else {}),
                },
                return_values="ALL_NEW",
                return_values_on_condition_check_failure="ALL_OLD",
            )
        except ConditionFailed as error:
            if error.item is None or "leaving" in error.item:
                return None
            raise
        return Registered.from_item(saved.attributes or {})

    def rows(self, key: str) -> Iterator[Item]:
        """Yield the rows of the users in a room, or of everyone, by pages."""
        yield from self._table.query(
            key_condition_expression="pk = :key",
            expression_attribute_values={":key": key},
            consistent_read=True,
        )

    def row(self, user: str) -> Iterator[Item]:
        """Yield the row of a user among everyone, if there is one."""
        item = self._get({"pk": EVERYONE, "sk": user})
        if item is not None:
            yield item

    def get_up(self, key: str, user: str, seat: Seat) -> bool:
        """Take a connection out of a row; return whether it was there."""
        row = {"pk": key, "sk": user}
        try:
            before = self._table.update_item(
                key=row,
                update_expression="DELETE seats :seats",
                condition_expression="contains(seats, :seat)",
                expression_attribute_values={":seats": {str(seat)}, ":seat": str(seat)},
                return_values="ALL_OLD",
            )
        except ConditionFailed:
            return False
        rest = (before.attributes or {})["seats"] - {str(seat)}
        if all(Seat.from_text(text).expires <= self.now() for text in rest):
            self._clear(row, rest)
        return True

    def _sit(self, key: str, user: str, seat: Seat) -> None:
        self._table.update_item(
            key={"pk": key, "sk": user},
            update_expression="ADD seats :seats SET expires = :expires",
            expression_attribute_values={
                ":seats": {str(seat)},
                ":expires": math.ceil(self.now()) + LIFETIME,
            },
        )

    def _clear(self, row: Item, expired: set[str]) -> None:
        """Delete the row of a user who has none but expired seats left."""
        # If not, somebody sat down, or the row is gone.
        with suppress(ConditionFailed):
            if expired:
                self._table.update_item(
                    key=row,
                    update_expression="DELETE seats :seats",
                    condition_expression="attribute_exists(pk)",
                    expression_attribute_values={":seats": expired},
                )
            self._table.delete_item(
                key=row, condition_expression="attribute_not_exists(seats)"
            )

    def _forget_room(self, found: Registered, room: str) -> None:
        """Take a room off a connection's row, unless it joined since it was found."""
        seen = "joins = :joins" if found.joins else "attribute_not_exists(joins)"
        values: dict[str, Any] = {":joins": found.joins} if found.joins else {}
        with suppress(ConditionFailed):
            self._table.update_item(
                key=_connection_key(found.seat.connection_id),
                update_expression="DELETE rooms :room",
                condition_expression=f"attribute_exists(pk) AND {seen}",
                expression_attribute_values={":room": {room}, **values},
            )

    def _get(self, key: Mapping[str, Any]) -> Item | None:
        return self._table.get_item(key={**key}, consistent_read=True).item


def room_key(room: str) -> str:
    """Return the hash key of the rows of a room."""
    return f"room#{room}"


def _connection_key(connection_id: str) -> Item:
    return {"pk": f"connection#{connection_id}", "sk": "#"}
