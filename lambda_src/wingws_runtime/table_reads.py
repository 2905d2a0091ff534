"""The methods by which a handler reads a table."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from .attribute_value import Item, from_item
from .table_request import CapacityDetail, Names, Select, given
from .table_results import GetResult, Page, read

if TYPE_CHECKING:
    from .batches import BatchGetResult
    from .condition import Condition
    from .transactions import Get, TransactGetResult

__all__ = ["TableReads"]


class TableReads:
    """The half of a table that reads."""

    if TYPE_CHECKING:
        name: str

    def get_item(
        self,
        *,
        key: Item,
        consistent_read: bool | None = None,
        projection_expression: str | None = None,
        expression_attribute_names: Names | None = None,
        return_consumed_capacity: CapacityDetail | None = None,
    ) -> GetResult:
        """
        Return the item of `key`, as `.item`; None if there is none.

        Args:
            key: All key attributes of the table, e.g. ``{"id": "a"}``.
            consistent_read: Whether it must show all writes before; costs twice.
            projection_expression: Which attributes, e.g. ``"age, address.city"``.
        """
        answer = self._call("get_item", given(locals()))
        return GetResult(read(answer, "Item"), answer.get("ConsumedCapacity"))

    def scan(
        self,
        *,
        index_name: str | None = None,
        filter_expression: Condition | None = None,
        projection_expression: str | None = None,
        expression_attribute_names: Names | None = None,
        expression_attribute_values: Item | None = None,
        select: Select | None = None,
        limit: int | None = None,
        exclusive_start_key: Item | None = None,
        consistent_read: bool | None = None,
        segment: int | None = None,
        total_segments: int | None = None,
        return_consumed_capacity: CapacityDetail | None = None,
    ) -> Page:
        """
        Read the table, or one of its indexes, in no order.

        The result is the first page, of 1 MB at most; ``for item in table.scan()`` goes
        through all of them.

        Args:
            filter_expression: What must be true of an item for it to come back; what
                it leaves out is read, and paid for, all the same.
            limit: How many items one page reads; not how many there are in all.
            exclusive_start_key: The `last_evaluated_key` of the page before.
            consistent_read: Whether it must show all writes before; costs twice, and
                is not for global indexes.
            segment: Which part of the table to read, from 0, where several handlers
                or threads read one each; with `total_segments`.
            total_segments: How many parts that are.
        """
        return self._page("scan", given(locals()))

    def query(
        self,
        *,
        key_condition_expression: Condition,
        index_name: str | None = None,
        filter_expression: Condition | None = None,
        projection_expression: str | None = None,
        expression_attribute_names: Names | None = None,
        expression_attribute_values: Item | None = None,
        select: Select | None = None,
        scan_index_forward: bool | None = None,
        limit: int | None = None,
        exclusive_start_key: Item | None = None,
        consistent_read: bool | None = None,
        return_consumed_capacity: CapacityDetail | None = None,
    ) -> Page:
        """
        Read the items of one hash key, in the order of their range keys.

        The result is the first page, of 1 MB at most; iterating goes through all.

        Args:
            key_condition_expression: Which hash key, and which range keys, e.g.
                ``"room = :room AND sent BETWEEN :from AND :to"``.
            filter_expression: What must be true of an item for it to come back; what
                it leaves out is read, and paid for, all the same.
            scan_index_forward: False for the descending order.
            limit: How many items one page reads; not how many there are in all.
            exclusive_start_key: The `last_evaluated_key` of the page before.
            consistent_read: Whether it must show all writes before; costs twice, and
                is not for global indexes.
        """
        return self._page("query", given(locals()))

    def batch_get_item(
        self,
        *,
        keys: Iterable[Item],
        consistent_read: bool | None = None,
        projection_expression: str | None = None,
        expression_attribute_names: Names | None = None,
        return_consumed_capacity: CapacityDetail | None = None,
    ) -> BatchGetResult:
        """
        Return the items of `keys`, in no order.

        There may be any number of keys: each request takes 100 of them, and what
        DynamoDB leaves unprocessed is asked for again, with longer and longer pauses.

        Args:
            keys: e.g. ``[{"id": "a"}, {"id": "b"}]``, none of them twice.

        Raises:
            Throttled: If DynamoDB goes on to process nothing.
        """
        how = given(locals(), "keys", "return_consumed_capacity")
        options = given({"return_consumed_capacity": return_consumed_capacity})
        from .batches import batch_get

        return batch_get(self.name, self._call, keys, how, options)

    def transact_get_items(
        self,
        *,
        transact_items: Iterable[Get],
        return_consumed_capacity: CapacityDetail | None = None,
    ) -> TransactGetResult:
        """
        Read up to 100 items as they are at one time, of this table or of others.

        Args:
            transact_items: e.g. ``[Get(key={"id": "a"}), Get(table=other, key=…)]``.

        Raises:
            TransactionCanceled: If one is being written meanwhile.
        """
        arguments = given(locals())
        from .transactions import GETS, TransactGetResult, checked

        arguments["transact_items"] = checked(transact_items, GETS)
        answer = self._call("transact_get_items", arguments)
        found = [GetResult(read(each, "Item")) for each in answer["Responses"]]
        return TransactGetResult(found, answer.get("ConsumedCapacity", []))

    def _page(self, operation: str, arguments: Item) -> Page:
        def fetch(start: Item) -> Page:
            return self._page(operation, {**arguments, "exclusive_start_key": start})

        answer = self._call(operation, arguments)
        return Page(
            items=[from_item(item) for item in answer.get("Items", [])],
            count=answer["Count"],
            scanned_count=answer["ScannedCount"],
            last_evaluated_key=read(answer, "LastEvaluatedKey"),
            consumed_capacity=answer.get("ConsumedCapacity"),
            _fetch=fetch,
        )

    @abstractmethod
    def _call(self, operation: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """Send what a method was given, and return DynamoDB's answer."""
