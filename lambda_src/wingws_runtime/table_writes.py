"""The methods by which a handler writes into a table."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from .attribute_value import Item
from .table_request import (
    CapacityDetail,
    MetricsDetail,
    Names,
    OldValues,
    ReturnValues,
    given,
)
from .table_results import WriteResult, read

if TYPE_CHECKING:
    from .batches import BatchWriteResult
    from .condition import Condition
    from .transactions import TransactWrite, TransactWriteResult

__all__ = ["TableWrites"]


class TableWrites:
    """The half of a table that writes."""

    if TYPE_CHECKING:
        name: str

    def put_item(
        self,
        *,
        item: Item,
        condition_expression: Condition | None = None,
        expression_attribute_names: Names | None = None,
        expression_attribute_values: Item | None = None,
        return_values: OldValues | None = None,
        return_consumed_capacity: CapacityDetail | None = None,
        return_item_collection_metrics: MetricsDetail | None = None,
        return_values_on_condition_check_failure: OldValues | None = None,
    ) -> WriteResult:
        """
        Store `item`, in place of the one of the same key.

        Args:
            item: The whole item with its key, e.g. ``{"id": "a", "age": 50}``.
            condition_expression: What must be true of the item that is there, e.g.
                ``"attribute_not_exists(id)"``.
            return_values: ``"ALL_OLD"`` for the item that was there.

        Raises:
            ConditionFailed: If `condition_expression` is false.
            ItemTooLarge: If `item` has more than 400 KB.
        """
        return self._write("put_item", given(locals()))

    def update_item(
        self,
        *,
        key: Item,
        update_expression: str | None = None,
        condition_expression: Condition | None = None,
        expression_attribute_names: Names | None = None,
        expression_attribute_values: Item | None = None,
        return_values: ReturnValues | None = None,
        return_consumed_capacity: CapacityDetail | None = None,
        return_item_collection_metrics: MetricsDetail | None = None,
        return_values_on_condition_check_failure: OldValues | None = None,
    ) -> WriteResult:
        """
        Change the item of `key`, or begin one if there is none.

        Args:
            key: All key attributes of the table, e.g. ``{"id": "a"}``.
            update_expression: What changes, e.g. ``"SET age = :age REMOVE address"``.
            condition_expression: What must be true of the item that is there.
            return_values: ``"ALL_OLD"`` or ``"ALL_NEW"`` for the item before or after
                it, ``"UPDATED_OLD"`` or ``"UPDATED_NEW"`` for what changed of it.

        Raises:
            ConditionFailed: If `condition_expression` is false.
            ItemTooLarge: If the item would have more than 400 KB.
        """
        return self._write("update_item", given(locals()))

    def delete_item(
        self,
        *,
        key: Item,
        condition_expression: Condition | None = None,
        expression_attribute_names: Names | None = None,
        expression_attribute_values: Item | None = None,
        return_values: OldValues | None = None,
        return_consumed_capacity: CapacityDetail | None = None,
        return_item_collection_metrics: MetricsDetail | None = None,
        return_values_on_condition_check_failure: OldValues | None = None,
    ) -> WriteResult:
        """
        Delete the item of `key`; it is no error if there is none.

        Args:
            key: All key attributes of the table, e.g. ``{"id": "a"}``.
            condition_expression: What must be true of the item that is there.
            return_values: ``"ALL_OLD"`` for the item that was there.

        Raises:
            ConditionFailed: If `condition_expression` is false.
        """
        return self._write("delete_item", given(locals()))

    def batch_write_item(
        self,
        *,
        put_requests: Iterable[Item] = (),
        delete_requests: Iterable[Item] = (),
        return_consumed_capacity: CapacityDetail | None = None,
        return_item_collection_metrics: MetricsDetail | None = None,
    ) -> BatchWriteResult:
        """
        Store items and delete others, without conditions and not all at once.

        There may be any number: each request takes 25 of them, and what DynamoDB leaves
        unprocessed is sent again, with longer and longer pauses.

        Args:
            put_requests: Items to store, e.g. ``[{"id": "a", "age": 50}]``.
            delete_requests: Keys of items to delete, e.g. ``[{"id": "b"}]``.

        Raises:
            ItemTooLarge: If an item has more than 400 KB.
            Throttled: If DynamoDB goes on to process nothing.
        """
        options = given(locals(), "put_requests", "delete_requests")
        from .batches import batch_write

        return batch_write(
            self.name, self._call, put_requests, delete_requests, options
        )

    def transact_write_items(
        self,
        *,
        transact_items: Iterable[TransactWrite],
        return_consumed_capacity: CapacityDetail | None = None,
        return_item_collection_metrics: MetricsDetail | None = None,
    ) -> TransactWriteResult:
        """
        Write up to 100 items, of this table or of others: all of them or none.

        Args:
            transact_items: :class:`Put`, :class:`Update`, :class:`Delete` and
                :class:`ConditionCheck`, each about another item.

        Raises:
            TransactionCanceled: If a condition is false, or an item is written
                meanwhile.
            ItemTooLarge: If a `Put` has more than 400 KB.
        """
        arguments = given(locals())
        from .transactions import WRITES, TransactWriteResult, checked

        arguments["transact_items"] = checked(transact_items, WRITES)
        answer = self._call("transact_write_items", arguments)
        return TransactWriteResult(
            answer.get("ConsumedCapacity", []), answer.get("ItemCollectionMetrics", {})
        )

    def _write(self, operation: str, arguments: Item) -> WriteResult:
        answer = self._call(operation, arguments)
        return WriteResult(
            read(answer, "Attributes"),
            answer.get("ConsumedCapacity"),
            answer.get("ItemCollectionMetrics"),
        )

    @abstractmethod
    def _call(self, operation: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """Send what a method was given, and return DynamoDB's answer."""
