"""Global secondary indexes that show a write some time after the table does.

AWS's do, mostly by milliseconds; here they are late on demand, to see what a program
makes of it. What is still to be written is kept beside the rows, in order.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.Writes
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from .position import prefix_interval, private_prefix
from .rows import ViewChange
from .store import Row, Store

__all__ = ["LateIndexes"]

_PREFIX = private_prefix("late indexes")
_NUMBER_SIZE = 8


class LateIndexes:
    """The changes of indexes that nobody sees yet.

    Args:
        store: where they are kept.
        clock: seconds since the epoch.
        delay: by how many seconds changes are late.
    """

    def __init__(
        self, store: Store, clock: Callable[[], float], delay: Callable[[], float]
    ) -> None:
        self._store = store
        self._clock = clock
        self._delay = delay
        self._next = 1 + max((number for number, _, _ in self._kept()), default=0)
        self._may_be_kept = self._next > 1

    def write(self, change: ViewChange) -> None:
        """Make a change, or keep it until its time comes; inside of a transaction."""
        delay = self._delay()
        if not delay:
            self.finish()
            change.write(self._store)
            return
        due = self._clock() + delay
        text = json.dumps([self._next, due, *_to_json(change)])
        self._store.put(_position(self._next), Row(text, 0))
        self._next += 1
        self._may_be_kept = True

    def forget(self) -> None:
        """Forget the changes, whose rows are gone."""
        self._may_be_kept = False

    def catch_up(self) -> None:
        """Make the changes whose time has come."""
        if self._may_be_kept:
            with self._store.transaction():
                self._make_until(self._clock() if self._delay() else None)

    def finish(self) -> None:
        """Make all changes now, inside of a transaction."""
        if self._may_be_kept:
            self._make_until(None)

    def _make_until(self, now: float | None) -> None:
        for number, due, change in list(self._kept()):
            if now is not None and due > now:
                return
            change.write(self._store)
            self._store.delete(_position(number))
        self._may_be_kept = False

    def _kept(self) -> Iterator[tuple[int, float, ViewChange]]:
        """Return number, time and change of each, the oldest first."""
        with self._store.rows(prefix_interval(_PREFIX)) as rows:
            kept = [json.loads(row.item) for row in rows]
        for number, due, *change in kept:
            yield number, due, _from_json(*change)


def _position(number: int) -> bytes:
    return _PREFIX + number.to_bytes(_NUMBER_SIZE)


def _to_json(change: ViewChange) -> tuple[str | None, str | None, Row | None]:
    gone = None if change.gone is None else change.gone.hex()
    if change.placed is None:
        return gone, None, None
    position, row = change.placed
    return gone, position.hex(), row


def _from_json(
    gone: str | None, position: str | None, row: tuple[str, int] | None
) -> ViewChange:
    placed = None
    if position is not None and row is not None:
        placed = bytes.fromhex(position), Row(*row)
    return ViewChange(None if gone is None else bytes.fromhex(gone), placed, 0.0)
