"""
What a transaction of a table is made of: AWS's words, one class each.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItem.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from .attribute_value import Item
from .environment import look_up
from .table_request import Names, OldValues, given, to_wire
from .table_results import Capacity, GetResult, Metrics

if TYPE_CHECKING:
    from .condition import Condition
    from .dynamodb_table import DynamodbTable

__all__ = [
    "GETS",
    "WRITES",
    "CancellationReason",
    "ConditionCheck",
    "Delete",
    "Get",
    "Put",
    "TransactGetResult",
    "TransactWrite",
    "TransactWriteResult",
    "Update",
    "checked",
    "to_transact_item",
]


@dataclass(frozen=True, kw_only=True)
class Put:
    """
    Store an item, in place of the one of the same key: part of a transaction.

    Attributes:
        item: The whole item.
        condition_expression: What must be true of the item that is there.
        expression_attribute_names: Names for ``#…`` in the expression.
        expression_attribute_values: Values for ``:…`` in the expression.
        return_values_on_condition_check_failure: Whether a reason of
            :exc:`TransactionCanceled` shows the item that is there.
        table: Another table than the one whose method is called.
    """

    item: Item
    condition_expression: Condition | None = None
    expression_attribute_names: Names | None = None
    expression_attribute_values: Item | None = None
    return_values_on_condition_check_failure: OldValues | None = None
    table: DynamodbTable | None = None


@dataclass(frozen=True, kw_only=True)
class Update:
    """
    Change an item, or begin one if there is none: part of a transaction.

    Attributes:
        key: The item's key.
        update_expression: What changes, e.g. ``SET age = :age``.
        condition_expression: What must be true of the item that is there.
        expression_attribute_names: Names for ``#…`` in the expressions.
        expression_attribute_values: Values for ``:…`` in the expressions.
        return_values_on_condition_check_failure: Whether a reason of
            :exc:`TransactionCanceled` shows the item that is there.
        table: Another table than the one whose method is called.
    """

    key: Item
    update_expression: str
    condition_expression: Condition | None = None
    expression_attribute_names: Names | None = None
    expression_attribute_values: Item | None = None
    return_values_on_condition_check_failure: OldValues | None = None
    table: DynamodbTable | None = None


@dataclass(frozen=True, kw_only=True)
class Delete:
    """
    Delete an item; it is no error if there is none: part of a transaction.

    Attributes:
        key: The item's key.
        condition_expression: What must be true of the item that is there.
        expression_attribute_names: Names for ``#…`` in the expression.
        expression_attribute_values: Values for ``:…`` in the expression.
        return_values_on_condition_check_failure: Whether a reason of
            :exc:`TransactionCanceled` shows the item that is there.
        table: Another table than the one whose method is called.
    """

    key: Item
    condition_expression: Condition | None = None
    expression_attribute_names: Names | None = None
    expression_attribute_values: Item | None = None
    return_values_on_condition_check_failure: OldValues | None = None
    table: DynamodbTable | None = None


@dataclass(frozen=True, kw_only=True)
class ConditionCheck:
    """
    Write nothing, but let a transaction happen only if a condition is true.

    Attributes:
        key: The key of the item, which no other part of the transaction may be about.
        condition_expression: What must be true of it.
        expression_attribute_names: Names for ``#…`` in the expression.
        expression_attribute_values: Values for ``:…`` in the expression.
        return_values_on_condition_check_failure: Whether a reason of
            :exc:`TransactionCanceled` shows the item that is there.
        table: Another table than the one whose method is called.
    """

    key: Item
    condition_expression: Condition
    expression_attribute_names: Names | None = None
    expression_attribute_values: Item | None = None
    return_values_on_condition_check_failure: OldValues | None = None
    table: DynamodbTable | None = None


@dataclass(frozen=True, kw_only=True)
class Get:
    """
    Read an item, at the same time as others: part of a transaction.

    Attributes:
        key: The item's key.
        projection_expression: Which of its attributes, separated by commas.
        expression_attribute_names: Names for ``#…`` in the expression.
        table: Another table than the one whose method is called.
    """

    key: Item
    projection_expression: str | None = None
    expression_attribute_names: Names | None = None
    table: DynamodbTable | None = None


@dataclass(frozen=True)
class TransactGetResult:
    """
    What `transact_get_items` found; iterating yields the items, None for no item.

    Attributes:
        responses: One for each `Get`, in their order.
        consumed_capacity: What `return_consumed_capacity` asked for, of each table.
    """

    responses: list[GetResult]
    consumed_capacity: list[Capacity]

    def __iter__(self) -> Iterator[Item | None]:
        """Yield the items in the order of the `Get`s."""
        return (response.item for response in self.responses)


@dataclass(frozen=True)
class TransactWriteResult:
    """
    What `transact_write_items` says; all is written.

    Attributes:
        consumed_capacity: What `return_consumed_capacity` asked for, of each table.
        item_collection_metrics: What `return_item_collection_metrics` asked for, by
            the table's own name.
    """

    consumed_capacity: list[Capacity]
    item_collection_metrics: Mapping[str, list[Metrics]]


@dataclass(frozen=True)
class CancellationReason:
    """
    What one item of a transaction has to do with its end.

    Attributes:
        code: ``None`` if nothing, else DynamoDB's word: ``ConditionalCheckFailed``,
            ``TransactionConflict``, ``ItemCollectionSizeLimitExceeded``,
            ``ProvisionedThroughputExceeded``, ``ThrottlingError``, ``ValidationError``.
        message: DynamoDB's sentence, None if nothing.
        item: The item that is there, where a condition was false and
            `return_values_on_condition_check_failure="ALL_OLD"` asked for it.
    """

    code: str
    message: str | None = None
    item: Mapping[str, Any] | None = None


TransactWrite: TypeAlias = Put | Update | Delete | ConditionCheck
"""One part of a transaction that writes."""

WRITES = (Put, Update, Delete, ConditionCheck)
GETS = (Get,)

_Part = TypeVar("_Part")


def checked(parts: Iterable[_Part], allowed: tuple[type, ...]) -> list[_Part]:
    """
    List the parts of a transaction.

    Raises:
        TypeError: If one is not of the `allowed` classes.
    """
    listed = [*parts]
    for part in listed:
        if not isinstance(part, allowed):
            names = " or ".join(each.__name__ for each in allowed)
            raise TypeError(f"transact item {part!r} is not allowed; expected {names}")
    return listed


def to_transact_item(part: TransactWrite | Get, table_name: str) -> Mapping[str, Any]:
    """Return a part as DynamoDB has it, of the table of that name unless it says so."""
    name = table_name if part.table is None else _name_of(part.table)
    parameters = to_wire(given(vars(part), "table"))
    return {type(part).__name__: {"TableName": name, **parameters}}


def _name_of(table: DynamodbTable) -> str:
    if isinstance(table, str) or not hasattr(table, "name"):
        raise TypeError(
            f"table {table!r} of a transact item is not allowed; "
            "expected a DynamodbTable that the handler captured"
        )
    name: str = look_up("tables", table.name)["name"]
    return name
