"""
Cuts batches into requests as long as DynamoDB takes them, and finishes what it left.

DynamoDB does as much of a request as throughput allows, and names the rest.
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from random import uniform
from time import sleep
from typing import Any, TypeAlias

from .attribute_value import Item, from_item, to_item
from .errors import Throttled
from .table_request import to_wire
from .table_results import Capacity, Metrics

__all__ = ["BatchGetResult", "BatchWriteResult", "batch_get", "batch_write"]

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
GETS_PER_REQUEST = 100
WRITES_PER_REQUEST = 25

# Requests in a row of which DynamoDB did nothing; pauses of up to 6.3 s between them.
TRIES = 7
SHORTEST_PAUSE = 0.05

Call: TypeAlias = Callable[[str, Item], Mapping[str, Any]]
"""Sends what a method was given; see :meth:`DynamodbTable._call`."""

Send: TypeAlias = Callable[[list[Any]], list[Any]]
"""Sends parts of a batch; returns those that DynamoDB left."""


@dataclass(frozen=True)
class BatchGetResult:
    """
    What `batch_get_item` found; iterating yields the items.

    Attributes:
        responses: The items, in no order; a key without an item brings none.
        consumed_capacity: What `return_consumed_capacity` asked for, of each request
            that the batch took.
    """

    responses: list[Item]
    consumed_capacity: list[Capacity]

    def __iter__(self) -> Iterator[Item]:
        """Yield the items."""
        return iter(self.responses)


@dataclass(frozen=True)
class BatchWriteResult:
    """
    What `batch_write_item` says; all is written.

    Attributes:
        consumed_capacity: What `return_consumed_capacity` asked for, of each request
            that the batch took.
        item_collection_metrics: What `return_item_collection_metrics` asked for.
    """

    consumed_capacity: list[Capacity]
    item_collection_metrics: list[Metrics]


def batch_get(
    table: str, call: Call, keys: Iterable[Item], how: Item, options: Item
) -> BatchGetResult:
    """
    Read the items of `keys`.

    Args:
        table: The table's logical name.
        how: What is said for all keys of the table.
        options: What is said for each request.

    Raises:
        Throttled: If DynamoDB goes on to do nothing.
    """
    responses: list[Item] = []
    capacity: list[Capacity] = []

    def send(keys: list[Any]) -> list[Any]:
        part = {"Keys": keys, **to_wire(how)}
        answer = call("batch_get_item", {**options, "request_items": part})
        responses.extend(map(from_item, _of_table(answer.get("Responses"), [])))
        capacity.extend(answer.get("ConsumedCapacity", []))
        left: list[Any] = _of_table(answer.get("UnprocessedKeys"), {}).get("Keys", [])
        return left

    if not _send_all(map(to_item, keys), GETS_PER_REQUEST, send):
        raise Throttled(table, "batch_get_item")
    return BatchGetResult(responses, capacity)


def batch_write(
    table: str, call: Call, puts: Iterable[Item], deletes: Iterable[Item], options: Item
) -> BatchWriteResult:
    """
    Store the items of `puts` and delete those whose keys are `deletes`.

    Args:
        table: The table's logical name.
        options: What is said for each request.

    Raises:
        Throttled: If DynamoDB goes on to do nothing.
    """
    capacity: list[Capacity] = []
    metrics: list[Metrics] = []

    def send(requests: list[Any]) -> list[Any]:
        answer = call("batch_write_item", {**options, "request_items": requests})
        capacity.extend(answer.get("ConsumedCapacity", []))
        metrics.extend(_of_table(answer.get("ItemCollectionMetrics"), []))
        left: list[Any] = _of_table(answer.get("UnprocessedItems"), [])
        return left

    requests = chain(
        ({"PutRequest": {"Item": to_item(item)}} for item in puts),
        ({"DeleteRequest": {"Key": to_item(key)}} for key in deletes),
    )
    if not _send_all(requests, WRITES_PER_REQUEST, send):
        raise Throttled(table, "batch_write_item")
    return BatchWriteResult(capacity, metrics)


def _send_all(parts: Iterable[Any], size: int, send: Send) -> bool:
    """Send `parts` in requests of `size`; return whether all of it was done."""
    remaining = iter(parts)
    while chunk := list(islice(remaining, size)):
        if not _send_until_done(chunk, send):
            return False
    return True


def _send_until_done(parts: list[Any], send: Send) -> bool:
    """Send `parts`, and what is left of them for as long as that becomes less."""
    fruitless = 0
    while left := send(parts):
        fruitless = fruitless + 1 if len(left) == len(parts) else 0
        if fruitless == TRIES:
            return False
        # Anything up to that, so that clients which were throttled together do not
        # come back together.
        sleep(uniform(0, SHORTEST_PAUSE * 2**fruitless))
        parts = left
    return True


def _of_table(by_table: Mapping[str, Any] | None, default: Any) -> Any:
    """Return what an answer says of the one table that was asked for."""
    return next(iter((by_table or {}).values()), default)
