"""PutItem, UpdateItem and DeleteItem.

Each is read into a ``Write`` first and carried out after that, so that several can
share one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from .attribute_value import Item, item_size
from .capacity import Units, consumed_capacity, read_detail
from .changes import Change, apply_change
from .collection_metrics import collection_metrics, read_metrics
from .errors import (
    ConditionalCheckFailedException,
    ValidationException,
    invalid_value,
)
from .expressions.condition import Condition, holds, paths_in
from .expressions.condition_parser import parse_condition
from .expressions.path import Path
from .expressions.placeholders import Placeholders
from .expressions.projection import project
from .expressions.update import Update, apply_update
from .expressions.update_parser import parse_update
from .request import Request
from .rows import get_item
from .table import Table
from .tables import Tables

__all__ = [
    "Outcome",
    "Write",
    "delete_item",
    "make_delete",
    "make_put",
    "put_item",
    "read_check",
    "read_delete",
    "read_put",
    "read_update",
    "update_item",
]

MAX_ITEM_SIZE = 400 * 1024
RETURN_VALUES = ("ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW")


@dataclass(frozen=True)
class Write:
    """What to do to one item.

    Attributes:
        table: where.
        key: which item; it may have other attributes too.
        check: refuses what does not fit the table.
        change: makes the new item, or none, of the old one, or of none.
        condition: has to hold for the old item.
        return_old_on_failure: whether a failed condition shows the old item.
        paths: what an update acts on.
    """

    table: Table
    key: Item
    check: Callable[[], None]
    change: Callable[[Item | None], Item | None]
    condition: Condition | None
    return_old_on_failure: bool
    paths: tuple[Path, ...] = ()

    def perform(self, tables: Tables) -> Outcome:
        """Do it, inside of a transaction, after ``check``.

        Raises:
            ConditionalCheckFailedException: the condition does not hold.
            ValidationException: the new item is not allowed.
        """
        old = get_item(tables.store, self.table, self.key)
        if self.condition is not None and not holds(self.condition, old or {}):
            shown = old if self.return_old_on_failure else None
            raise ConditionalCheckFailedException(shown)
        new = self.change(old)
        if new is not None:
            self.table.check_item(new)
        change = Change(self.table, old, new)
        return Outcome(old, new, apply_change(tables, change))


@dataclass(frozen=True)
class Outcome:
    """What a write did: the item before and after, and the units by index."""

    old: Item | None
    new: Item | None
    units: Units


def put_item(tables: Tables, request: Request) -> dict[str, Any]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html"""
    _refuse_updated_values(request)
    return _answer(tables, request, read_put(tables, request))


def delete_item(tables: Tables, request: Request) -> dict[str, Any]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html"""
    _refuse_updated_values(request)
    return _answer(tables, request, read_delete(tables, request))


def update_item(tables: Tables, request: Request) -> dict[str, Any]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html"""
    return _answer(tables, request, read_update(tables, request))


def read_put(tables: Tables, request: Request) -> Write:
    """Read the parameters of a PutItem."""
    item = request.item("Item")
    placeholders = request.placeholders("ConditionExpression")
    condition = _read_condition(request, placeholders)
    return make_put(tables.named(request), item, condition, _shows_old(request))


def make_put(
    table: Table,
    item: Item,
    condition: Condition | None = None,
    return_old_on_failure: bool = False,
) -> Write:
    """Build the write that puts an item."""
    _check_size(item, "Item size has exceeded the maximum allowed size")
    return Write(
        table,
        key=item,
        check=lambda: _check(table.check_item, item, table, condition),
        change=lambda _old: item,
        condition=condition,
        return_old_on_failure=return_old_on_failure,
    )


def read_delete(tables: Tables, request: Request) -> Write:
    """Read the parameters of a DeleteItem."""
    key = request.item("Key")
    placeholders = request.placeholders("ConditionExpression")
    condition = _read_condition(request, placeholders)
    return make_delete(tables.named(request), key, condition, _shows_old(request))


def make_delete(
    table: Table,
    key: Item,
    condition: Condition | None = None,
    return_old_on_failure: bool = False,
) -> Write:
    """Build the write that deletes an item."""
    return Write(
        table,
        key=key,
        check=lambda: _check(table.check_key, key, table, condition),
        change=lambda _old: None,
        condition=condition,
        return_old_on_failure=return_old_on_failure,
    )


def read_check(tables: Tables, request: Request) -> Write:
    """Read the parameters of a transaction's ConditionCheck; it changes nothing."""
    request.required_text("ConditionExpression")
    return replace(read_delete(tables, request), change=lambda old: old)


def read_update(tables: Tables, request: Request) -> Write:
    """Read the parameters of an UpdateItem."""
    key = request.item("Key")
    placeholders = request.placeholders("UpdateExpression", "ConditionExpression")
    text = request.text("UpdateExpression")
    update = Update() if text is None else parse_update(text, placeholders)
    condition = _read_condition(request, placeholders)
    table = tables.named(request)

    def check() -> None:
        table.check_key(key)
        _refuse_key_changes(table, update)
        table.check_paths([*update.mentioned, *paths_in(condition)])

    def change(old: Item | None) -> Item:
        new = apply_update(update, key if old is None else old)
        _check_size(new, "Item size to update has exceeded the maximum allowed size")
        return new

    return Write(
        table,
        key=key,
        check=check,
        change=change,
        condition=condition,
        return_old_on_failure=_shows_old(request),
        paths=update.paths,
    )


def _answer(tables: Tables, request: Request, write: Write) -> dict[str, Any]:
    wanted = request.choice("ReturnValues", *RETURN_VALUES)
    detail = read_detail(request)
    wants_metrics = read_metrics(request)
    write.check()
    with tables.store.transaction():
        outcome = write.perform(tables)
    attributes = _returned(wanted, write, outcome)
    answer: dict[str, Any] = {"Attributes": attributes} if attributes else {}
    if wants_metrics and (metrics := collection_metrics(write.table, write.key)):
        answer["ItemCollectionMetrics"] = metrics
    return answer | consumed_capacity(detail, write.table, outcome.units)


def _returned(wanted: str | None, write: Write, outcome: Outcome) -> Item | None:
    match wanted:
        case "ALL_OLD":
            return outcome.old
        case "ALL_NEW":
            return outcome.new
        case "UPDATED_OLD":
            return project(outcome.old or {}, write.paths)
        case "UPDATED_NEW":
            return project(outcome.new or {}, write.paths)
    return None


def _read_condition(request: Request, placeholders: Placeholders) -> Condition | None:
    text = request.text("ConditionExpression")
    condition = None
    if text is not None:
        condition = parse_condition(text, "ConditionExpression", placeholders)
    placeholders.check_all_used()
    return condition


def _shows_old(request: Request) -> bool:
    name = "ReturnValuesOnConditionCheckFailure"
    return request.choice(name, "ALL_OLD", "NONE") == "ALL_OLD"


def _refuse_updated_values(request: Request) -> None:
    if request.choice("ReturnValues", *RETURN_VALUES) not in (None, "NONE", "ALL_OLD"):
        raise ValidationException("ReturnValues can only be ALL_OLD or NONE")


def _refuse_key_changes(table: Table, update: Update) -> None:
    for path in update.paths:
        if path.parts[0] in table.spec.key.names:
            raise invalid_value(
                f"Cannot update attribute {path.parts[0]}. "
                "This attribute is part of the key"
            )


def _check(
    check: Callable[[Item], None],
    item: Item,
    table: Table,
    condition: Condition | None,
) -> None:
    check(item)
    table.check_paths(list(paths_in(condition)))


def _check_size(item: Item, problem: str) -> None:
    if item_size(item) > MAX_ITEM_SIZE:
        raise ValidationException(problem)
