"""BatchGetItem and BatchWriteItem: many single operations in one request."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .attribute_value import Item
from .capacity import Consumed, read_detail, read_units
from .collection_metrics import collection_metrics, read_metrics
from .errors import ValidationException
from .gets import Get
from .request import Request
from .selection import read_projection
from .table import Table
from .tables import Tables
from .writes import Write, make_delete, make_put

__all__ = ["batch_get_item", "batch_write_item"]

DUPLICATES = "Provided list of item keys contains duplicates"
MAX_GETS = 100
MAX_WRITES = 25
MAX_ANSWER_SIZE = 16 * 1024 * 1024


def batch_get_item(tables: Tables, request: Request) -> dict[str, Any]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html"""
    detail = read_detail(request)
    parts = request.structures("RequestItems")
    gets = [
        (name, get)
        for name, part in parts.items()
        for get in _read_gets(tables, name, part)
    ]
    if len(gets) > MAX_GETS:
        raise ValidationException("Too many items requested for the BatchGetItem call")
    answers: dict[str, list[Item]] = {name: [] for name in parts}
    left: dict[str, Any] = {}
    consumed, size = Consumed(), 0
    for name, get in gets:
        found = get.perform(tables.store)
        size += found.size
        if size > MAX_ANSWER_SIZE:
            skipped = left.setdefault(name, {**parts[name].body, "Keys": []})
            skipped["Keys"].append(get.key)
            continue
        consistent = parts[name].flag("ConsistentRead")
        consumed.add(get.table, {None: read_units(found.size, consistent=consistent)})
        if found.item is not None:
            answers[name].append(found.item)
    answer = {"Responses": answers, "UnprocessedKeys": left}
    return answer | consumed.describe(detail)


def _read_gets(tables: Tables, table_name: str, part: Request) -> Iterator[Get]:
    keys = part.items("Keys", MAX_GETS)
    if len({json.dumps(key, sort_keys=True) for key in keys}) < len(keys):
        raise ValidationException(DUPLICATES)
    placeholders = part.placeholders("ProjectionExpression")
    paths = read_projection(part, placeholders)
    placeholders.check_all_used()
    table = tables.called(table_name)
    for key in keys:
        yield Get(table, key, paths)


def batch_write_item(tables: Tables, request: Request) -> dict[str, Any]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html

    AWS does not promise that a batch is kept as a whole; here it is.
    """
    detail, wants_metrics = read_detail(request), read_metrics(request)
    writes = [
        (name, write)
        for name, parts in _parts_of_writes(request).items()
        for write in _read_writes(tables.called(name), parts)
    ]
    consumed = Consumed()
    metrics: dict[str, list[dict[str, Any]]] = {}
    with tables.store.transaction():
        for name, write in writes:
            consumed.add(write.table, write.perform(tables).units)
            if wants_metrics and (found := collection_metrics(write.table, write.key)):
                metrics.setdefault(name, []).append(found)
    answer: dict[str, Any] = {"UnprocessedItems": {}}
    answer |= {"ItemCollectionMetrics": metrics} if metrics else {}
    return answer | consumed.describe(detail)


def _parts_of_writes(request: Request) -> dict[str, list[Request]]:
    parts = request.lists("RequestItems")
    for name, of_table in parts.items():
        if not of_table:
            raise ValidationException(
                "The batch write request list for a table cannot be null or empty: "
                f"{name}"
            )
    if sum(map(len, parts.values())) > MAX_WRITES:
        raise ValidationException(
            "Too many items requested for the BatchWriteItem call"
        )
    return parts


def _read_writes(table: Table, parts: list[Request]) -> list[Write]:
    writes = [_read_write(table, part) for part in parts]
    for write in writes:
        write.check()
    positions = {table.main.position(write.key) for write in writes}
    if len(positions) < len(writes):
        raise ValidationException(DUPLICATES)
    return writes


def _read_write(table: Table, part: Request) -> Write:
    match part.names:
        case ("PutRequest",):
            return make_put(table, part.part("PutRequest").item("Item"))
        case ("DeleteRequest",):
            return make_delete(table, part.part("DeleteRequest").item("Key"))
    raise ValidationException(
        "Supplied AttributeValue has more than one datatypes set, "
        "must contain exactly one of the supported datatypes"
    )
