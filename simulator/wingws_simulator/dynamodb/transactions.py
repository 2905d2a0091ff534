"""TransactGetItems and TransactWriteItems: all of their items, or none."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from typing import Any, TypeAlias, TypeVar

from .attribute_value import Item, item_size
from .capacity import Consumed, read_detail, read_units
from .collection_metrics import collection_metrics, read_metrics
from .errors import (
    ConditionalCheckFailedException,
    TransactionCanceledException,
    ValidationException,
)
from .gets import read_get
from .request import Request
from .rows import get_item
from .table import Table
from .tables import Tables
from .writes import Outcome, Write, read_check, read_delete, read_put, read_update

__all__ = ["transact_get_items", "transact_write_items"]

MAX_ITEMS = 100
MAX_SIZE = 4 * 1024 * 1024
MAX_TOKEN_SIZE = 36
UNIT_FACTOR = 2  # a transaction prepares and commits each item

Result = TypeVar("Result")
Reason: TypeAlias = dict[str, Any]
NO_REASON: Reason = {"Code": "None"}

_READERS: dict[str, Callable[[Tables, Request], Write]] = {
    "ConditionCheck": read_check,
    "Put": read_put,
    "Delete": read_delete,
    "Update": read_update,
}


def transact_get_items(tables: Tables, request: Request) -> dict[str, Any]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html"""
    detail = read_detail(request)
    parts = request.sized_parts("TransactItems", MAX_ITEMS)
    gets = [read_get(tables, part.required_part("Get")) for part in parts]
    found = _of_all([partial(get.perform, tables.store) for get in gets])
    _refuse_duplicates([(get.table, get.key) for get in gets])
    if sum(one.size for one in found) > MAX_SIZE:
        raise ValidationException("Payload in response is too large.")
    consumed = Consumed()
    for get, one in zip(gets, found, strict=True):
        units = read_units(one.size, consistent=True)
        consumed.add(get.table, {None: units}, UNIT_FACTOR)
    answers = [{} if one.item is None else {"Item": one.item} for one in found]
    return {"Responses": answers} | consumed.describe(detail)


def transact_write_items(tables: Tables, request: Request) -> dict[str, Any]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html"""
    detail, wants_metrics = read_detail(request), read_metrics(request)
    token = request.bounded_text("ClientRequestToken", MAX_TOKEN_SIZE)
    parts = request.sized_parts("TransactItems", MAX_ITEMS)
    writes = [_read_write(tables, part) for part in parts]
    _check_size(writes)
    digest = _digest(request)
    if tables.tokens.is_kept(token, digest):
        return _answer_again(tables, writes, detail)
    _refuse_duplicates([(one.table, one.key) for one in writes if _fits(one)])
    with tables.store.transaction():
        outcomes = _of_all([partial(_perform, tables, write) for write in writes])
        tables.tokens.keep(token, digest)
    consumed = Consumed()
    for write, outcome in zip(writes, outcomes, strict=True):
        consumed.add(write.table, outcome.units, UNIT_FACTOR)
    metrics = _metrics(writes) if wants_metrics else {}
    return metrics | consumed.describe(detail)


def _read_write(tables: Tables, part: Request) -> Write:
    names = [name for name in part.names if name in _READERS]
    if not names:
        raise ValidationException(
            "Invalid Request: TransactWriteRequest should contain "
            "Delete or Put or Update request"
        )
    if len(names) > 1:
        raise ValidationException(
            "TransactItems can only contain one of Check, Put, Update or Delete"
        )
    (name,) = names
    inner = part.part(name)
    if name == "Update":
        inner.required_text("UpdateExpression")
    return _READERS[name](tables, inner)


def _fits(write: Write) -> bool:
    try:
        write.check()
    except ValidationException:
        return False
    return True


def _perform(tables: Tables, write: Write) -> Outcome:
    write.check()
    return write.perform(tables)


def _of_all(steps: Sequence[Callable[[], Result]]) -> list[Result]:
    """Take every step; if one fails, undo nothing here, but say how each went.

    Raises:
        TransactionCanceledException: with a reason for each step.
    """
    results: list[Result] = []
    reasons: list[Reason] = []
    for step in steps:
        reason = NO_REASON
        try:
            results.append(step())
        except ConditionalCheckFailedException as exc:
            item = {"Item": exc.item} if exc.item else {}
            code = "ConditionalCheckFailed"
            reason = item | {"Code": code, "Message": exc.message}
        except ValidationException as exc:
            reason = {"Code": "ValidationError", "Message": exc.message}
        reasons.append(reason)
    if len(results) < len(reasons):
        raise TransactionCanceledException(reasons)
    return results


def _refuse_duplicates(keys: list[tuple[Table, Item]]) -> None:
    positions = {table.main.position(key) for table, key in keys}
    if len(positions) < len(keys):
        raise ValidationException(
            "Transaction request cannot include multiple operations on one item"
        )


def _check_size(writes: list[Write]) -> None:
    size = sum(item_size(write.key) for write in writes)
    if size > MAX_SIZE:
        raise ValidationException(
            f"Transaction payload size cannot exceed 4MB. Payload Size: {size}"
        )


def _digest(request: Request) -> str:
    text = json.dumps(request.body["TransactItems"], sort_keys=True)
    return sha256(text.encode()).hexdigest()


def _answer_again(
    tables: Tables, writes: list[Write], detail: str | None
) -> dict[str, Any]:
    """Answer a request that was carried out before: it costs reading the items."""
    consumed = Consumed()
    for write in writes:
        item = get_item(tables.store, write.table, write.key)
        units = read_units(item_size(item or {}), consistent=True)
        consumed.add(write.table, {None: units}, UNIT_FACTOR)
    return consumed.describe(detail)


def _metrics(writes: list[Write]) -> dict[str, Any]:
    metrics: dict[str, list[dict[str, Any]]] = {}
    for write in writes:
        if found := collection_metrics(write.table, write.key):
            metrics.setdefault(write.table.spec.name, []).append(found)
    return {"ItemCollectionMetrics": metrics} if metrics else {}
