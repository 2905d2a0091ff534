"""Items written to and read from the rows of a table and its indexes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from .attribute_value import Item, item_size
from .capacity import write_units
from .errors import InternalServerError
from .store import Row, Store
from .table import Table, View

__all__ = ["ViewChange", "change_view", "from_rows", "get_item"]


def get_item(store: Store, table: Table, key: Item) -> Item | None:
    """Return the item of this key."""
    text = store.get(table.main.position(key))
    return None if text is None else from_rows([Row(text, 0)])[0]


class ViewChange(NamedTuple):
    """What a write does to the rows of one view.

    Attributes:
        gone: the position that no longer has a row.
        placed: the position and the row that is there now.
        units: the capacity units of it.
    """

    gone: bytes | None
    placed: tuple[bytes, Row] | None
    units: float

    def write(self, store: Store) -> None:
        """Change the rows."""
        if self.gone is not None:
            store.delete(self.gone)
        if self.placed is not None:
            store.put(*self.placed)


def change_view(view: View, old: Item | None, new: Item | None) -> ViewChange | None:
    """Return what becomes of an item's row in one view.

    None if there is none, before and after, or if an index's row stays as it is.
    """
    before, now = _placed(view, old), _placed(view, new)
    if before == now and (now is None or view.name is not None):
        return None
    units: dict[bytes, float] = {}
    for position, row in filter(None, (before, now)):
        units[position] = max(units.get(position, 0.0), write_units(row.size))
    has_left = before is not None and (now is None or before[0] != now[0])
    gone = before[0] if before is not None and has_left else None
    return ViewChange(gone, now, sum(units.values()))


def from_rows(rows: Iterable[Row]) -> list[Item]:
    """Read the items of these rows, all at once, which is faster than one by one."""
    text = ",".join(row.item for row in rows)
    try:
        items: list[Item] = json.loads(f"[{text}]")
    except ValueError as exc:
        raise InternalServerError("a stored item is damaged") from exc
    return items


def _placed(view: View, item: Item | None) -> tuple[bytes, Row] | None:
    if item is None or not view.holds(item):
        return None
    kept = view.row_of(item)
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    return view.position(item), Row(text, item_size(kept))
