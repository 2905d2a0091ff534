"""The one place where an item becomes another: what a write does to the rows."""

from __future__ import annotations

from dataclasses import dataclass

from .attribute_value import Item
from .capacity import Units, write_units
from .rows import change_view
from .table import Table
from .tables import Tables

__all__ = ["Change", "apply_change"]


@dataclass(frozen=True)
class Change:
    """One item of a table before and after; None where there is none.

    ``has_expired`` tells whether the service removed it.
    """

    table: Table
    old: Item | None
    new: Item | None
    has_expired: bool = False


def apply_change(tables: Tables, change: Change) -> Units:
    """Write what became of an item, in the table and in the indexes it shows in.

    Whatever changes an item comes through here, inside of a transaction.
    """
    units: dict[str | None, float] = {}
    for view in change.table.views.values():
        if changed := change_view(view, change.old, change.new):
            units[view.name] = changed.units
            if view.is_global:
                tables.late_indexes.write(changed)
            else:
                changed.write(tables.store)
    old, new = change.old, change.new
    tables.expiry.note(change.table, old, new)
    tables.streams.record(
        change.table.spec.name, old, new, has_expired=change.has_expired
    )
    return units or {None: write_units(0)}
