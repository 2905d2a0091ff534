"""
What the methods of a table return.

Capacity and metrics are those of DynamoDB, in its words and shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from .attribute_value import Item, from_item

__all__ = ["Capacity", "GetResult", "Metrics", "Page", "WriteResult", "read"]

Capacity: TypeAlias = Mapping[str, Any]
"""https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConsumedCapacity.html"""

Metrics: TypeAlias = Mapping[str, Any]
"""https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ItemCollectionMetrics.html"""


@dataclass(frozen=True)
class GetResult:
    """
    What `get_item`, or one item of `transact_get_items`, found.

    Attributes:
        item: The item, None if there is none of that key.
        consumed_capacity: What `return_consumed_capacity` asked for, None if nothing.
    """

    item: Item | None
    consumed_capacity: Capacity | None = None


@dataclass(frozen=True)
class WriteResult:
    """
    What a write says about the item.

    Attributes:
        attributes: What `return_values` asked for, None if nothing.
        consumed_capacity: What `return_consumed_capacity` asked for, None if nothing.
        item_collection_metrics: What `return_item_collection_metrics` asked for, None
            if nothing, or if the table has no local index.
    """

    attributes: Item | None
    consumed_capacity: Capacity | None = None
    item_collection_metrics: Metrics | None = None


@dataclass(frozen=True)
class Page:
    """
    One page of a scan or a query; iterating goes on through all the pages.

    Attributes:
        items: The items of this page alone.
        count: How many those are.
        scanned_count: How many were read before the filter.
        last_evaluated_key: Where the next page begins, None after the last one.
        consumed_capacity: What `return_consumed_capacity` asked for, of this page.
    """

    items: list[Item]
    count: int
    scanned_count: int
    last_evaluated_key: Item | None
    consumed_capacity: Capacity | None
    _fetch: Callable[[Item], Page] = field(repr=False, compare=False)

    def __iter__(self) -> Iterator[Item]:
        """Yield the items of this page and of all later ones, fetched on the way."""
        page = self
        while True:
            yield from page.items
            if page.last_evaluated_key is None:
                return
            page = self._fetch(page.last_evaluated_key)


def read(answer: Mapping[str, Any], name: str) -> Item | None:
    """Return the item that DynamoDB's answer has under `name`, None if it has none."""
    return from_item(answer[name]) if answer.get(name) is not None else None
