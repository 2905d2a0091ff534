"""Items written to and read from the rows of a table and its indexes."""

from __future__ import annotations

import json
from collections.abc import Iterable

from .attribute_value import Item, item_size
from .capacity import write_units
from .errors import InternalServerError
from .store import Row, Store
from .table import Table, View

__all__ = ["from_rows", "get_item", "write_view"]


def get_item(store: Store, table: Table, key: Item) -> Item | None:
    """Return the item of this key."""
    text = store.get(table.main.position(key))
    return None if text is None else from_rows([Row(text, 0)])[0]


def write_view(store: Store, view: View, old: Item | None, new: Item | None) -> float:
    """Write what became of an item in one view; return the capacity units."""
    before, now = _placed(view, old), _placed(view, new)
    if before == now and view.name is not None:
        return 0.0  # nothing that the index shows has changed
    units: dict[bytes, float] = {}
    for position, row in filter(None, (before, now)):
        units[position] = max(units.get(position, 0.0), write_units(row.size))
    if before is not None and (now is None or before[0] != now[0]):
        store.delete(before[0])
    if now is not None:
        store.put(*now)
    return sum(units.values())


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
