"""When which items expire: rows in the order of that time, kept along with the items.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
"""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import islice
from typing import Any

from .attribute_value import Item
from .number import encode_number, normalise_number
from .position import Interval, join_parts, prefix_interval, private_prefix, successor
from .rows import from_rows
from .store import Row, Store
from .table import Table

__all__ = ["Expiry"]

TOO_OLD = 5 * 365 * 24 * 60 * 60
"""Seconds ago; what expired before that stays."""


class Expiry:
    """The times at which items of tables with a time to live expire.

    Who writes an item has real time. So where the tables' clock is ahead when an item
    is written, the item expires by that much later than it says: a minute is a minute.

    Args:
        store: where they are kept, beside the items.
        lead: how many seconds the tables' clock is ahead.

    Attributes:
        listener: is told of each new time, in seconds since the epoch, inside of the
            transaction that writes the item.
    """

    def __init__(self, store: Store, lead: Callable[[], float]) -> None:
        self._store = store
        self._lead = lead
        # When those expire that were written by a clock that was ahead, and their
        # rows' texts, by position; not kept, as the clock is not.
        self._late: dict[bytes, tuple[float, str]] = {}
        self.listener: Callable[[float], None] | None = None

    def note(self, table: Table, old: Item | None, new: Item | None) -> None:
        """Write what became of an item, inside of the transaction that changes it."""
        attribute = table.spec.time_to_live_attribute
        if attribute is None:
            return
        before, now = _time(attribute, old), _time(attribute, new)
        if before == now:
            return
        if old is not None and before is not None:
            position = _position(table, old, before)
            self._store.delete(position)
            self._late.pop(position, None)
        if new is not None and now is not None:
            key = {name: new[name] for name in table.spec.key.names}
            text = json.dumps({"at": now, "key": key}, ensure_ascii=False)
            position, lead = _position(table, new, now), self._lead()
            self._store.put(position, Row(text, 0))
            if lead:
                self._late[position] = float(now) + lead, text
            if self.listener is not None:
                self.listener(float(now) + lead)

    def rebuild(self, table: Table) -> None:
        """Find out anew when the items of a table expire, inside of a transaction."""
        self.forget(table.spec.name)
        with self._store.rows(prefix_interval(table.main.prefix)) as rows:
            items = from_rows(rows)
        for item in items:
            self.note(table, None, item)

    def forget(self, table_name: str) -> None:
        """Forget a table, inside of a transaction."""
        prefix = _prefix(table_name)
        self._store.delete_rows(prefix_interval(prefix))
        for position in [*self._late_ones(prefix)]:
            del self._late[position]

    def forget_all(self) -> None:
        """Forget all tables' items, whose rows are gone."""
        self._late.clear()

    def first(self, table_name: str, *, now: float) -> float | None:
        """Return when the first item of a table expires, or has expired."""
        prefix = _prefix(table_name)
        interval = Interval(_bound(table_name, now - TOO_OLD), successor(prefix))
        times = [float(entry["at"]) for entry in self._entries(table_name, interval, 1)]
        times += [due for due, _ in self._late_ones(prefix).values()]
        return min(times, default=None)

    def expired(
        self, table_name: str, *, before: float, now: float, limit: int
    ) -> list[Item]:
        """Return keys of items that have expired, the first ones first.

        Args:
            table_name: the table.
            before: when they have, in seconds since the epoch.
            now: the same; what expired five years ago stays.
            limit: how many at most.
        """
        low, high = _bound(table_name, now - TOO_OLD), _bound(table_name, before)
        found = self._entries(table_name, Interval(low, high), limit)
        for position, (due, text) in self._late_ones(_prefix(table_name)).items():
            if due >= before:
                continue
            if self._store.get(position) == text:
                found.append(json.loads(text))
            else:  # the transaction that wrote it has failed
                del self._late[position]
        return [entry["key"] for entry in found[:limit]]

    def _entries(
        self, table_name: str, interval: Interval, limit: int
    ) -> list[dict[str, Any]]:
        """Return entries of an interval that expire when their items say."""
        late = {text for _, text in self._late_ones(_prefix(table_name)).values()}
        with self._store.rows(interval) as rows:
            return from_rows(islice((r for r in rows if r.item not in late), limit))

    def _late_ones(self, prefix: bytes) -> dict[bytes, tuple[float, str]]:
        return {p: late for p, late in self._late.items() if p.startswith(prefix)}


def _time(attribute: str, item: Item | None) -> str | None:
    """Return the number by which an item expires; of another type, it never does."""
    return None if item is None else item.get(attribute, {}).get("N")


def _prefix(table_name: str) -> bytes:
    return private_prefix("expiry", table_name)


def _bound(table_name: str, at: float) -> bytes:
    number = encode_number(normalise_number(repr(at)))
    return _prefix(table_name) + join_parts([number])


def _position(table: Table, item: Item, at: str) -> bytes:
    number = join_parts([encode_number(at)])
    return _prefix(table.spec.name) + number + table.main.position(item)
