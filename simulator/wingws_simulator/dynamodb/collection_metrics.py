"""How big an item collection is: all items of one hash key, with local indexes.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html#LSI.ItemCollections
"""

from __future__ import annotations

from typing import Any

from .attribute_value import Item
from .request import Request
from .table import Table

__all__ = ["collection_metrics", "read_metrics"]


def read_metrics(request: Request) -> bool:
    """Return whether a request wants to know."""
    return request.choice("ReturnItemCollectionMetrics", "SIZE", "NONE") == "SIZE"


def collection_metrics(table: Table, item: Item) -> dict[str, Any] | None:
    """Build the ``ItemCollectionMetrics`` of an item's collection.

    Only tables with local indexes have them. AWS gives an estimate of a range in
    gigabytes; nobody keeps a gigabyte here.
    """
    if not table.spec.local_secondary_indexes:
        return None
    name = table.spec.hash_key
    return {
        "ItemCollectionKey": {name: item[name]},
        "SizeEstimateRangeGB": [0.0, 1.0],
    }
