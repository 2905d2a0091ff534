"""GetItem, and a get as batches and transactions have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .attribute_value import Item, item_size
from .capacity import Units, consumed_capacity, read_detail, read_units
from .expressions.path import Path
from .request import Request
from .rows import get_item as read_item
from .selection import read_projection, shown
from .store import Store
from .table import Table
from .tables import Tables

__all__ = ["Get", "get_item", "read_get"]


@dataclass(frozen=True)
class Get:
    """Which item to read, and what of it to show; None for all."""

    table: Table
    key: Item
    paths: tuple[Path, ...] | None

    def perform(self, store: Store) -> Found:
        """Read the item.

        Raises:
            ValidationException: the key is not the table's.
        """
        self.table.check_key(self.key)
        self.table.check_paths(self.paths or ())
        item = read_item(store, self.table, self.key)
        size = 0 if item is None else item_size(item)
        return Found(None if item is None else shown(item, self.paths), size)


@dataclass(frozen=True)
class Found:
    """What is shown of an item, None where there is none, and how big all of it is."""

    item: Item | None
    size: int


def get_item(tables: Tables, request: Request) -> dict[str, Any]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html"""
    get = read_get(tables, request)
    detail = read_detail(request)
    found = get.perform(tables.store)
    consistent = request.flag("ConsistentRead")
    units: Units = {None: read_units(found.size, consistent=consistent)}
    answer = {} if found.item is None else {"Item": found.item}
    return answer | consumed_capacity(detail, get.table, units)


def read_get(tables: Tables, request: Request) -> Get:
    """Read the parameters of a GetItem."""
    key = request.item("Key")
    placeholders = request.placeholders("ProjectionExpression")
    paths = read_projection(request, placeholders)
    placeholders.check_all_used()
    return Get(tables.named(request), key, paths)
