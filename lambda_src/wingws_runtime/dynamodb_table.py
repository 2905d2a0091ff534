"""
The table that a handler holds: speaks to DynamoDB in Python values.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from .attribute_value import Item, from_item, to_item
from .clients import client
from .environment import look_up
from .errors import ConditionFailed, error_code

__all__ = ["DynamodbTable", "GetResult", "Page", "WriteResult"]

Names: TypeAlias = Mapping[str, str]
"""Stand-ins for attribute names in expressions, e.g. ``{"#n": "name"}``."""

ReturnValues: TypeAlias = Literal[
    "NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"
]

ITEMS = {"item", "key", "expression_attribute_values", "exclusive_start_key"}


@dataclass(frozen=True)
class GetResult:
    """
    What `get_item` found.

    Attributes:
        item: The item, None if there is none of that key.
    """

    item: Item | None


@dataclass(frozen=True)
class WriteResult:
    """
    What a write says about the item.

    Attributes:
        attributes: What `return_values` asked for, None if nothing.
    """

    attributes: Item | None


@dataclass(frozen=True)
class Page:
    """
    One page of a scan or a query; iterating goes on through all the pages.

    Attributes:
        items: The items of this page alone.
        count: How many those are.
        scanned_count: How many were read before the filter.
        last_evaluated_key: Where the next page begins, None after the last one.
    """

    items: list[Item]
    count: int
    scanned_count: int
    last_evaluated_key: Item | None
    _fetch: Callable[[Item], Page] = field(repr=False, compare=False)

    def __iter__(self) -> Iterator[Item]:
        """Yield the items of this page and of all later ones, fetched on the way."""
        page = self
        while True:
            yield from page.items
            if page.last_evaluated_key is None:
                return
            page = self._fetch(page.last_evaluated_key)


class DynamodbTable:
    """
    The handler-time side of a table.

    Items are dicts. Numbers come back as int, or as Decimal if they have a
    fraction; floats are stored as the decimal number that Python prints.

    Every method raises `botocore.exceptions.ClientError` for what DynamoDB
    refuses, but a false `condition_expression` is :exc:`ConditionFailed`.

    Args:
        name: The logical name under which the environment knows it.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"DynamodbTable({self.name!r})"

    def get_item(
        self,
        *,
        key: Item,
        consistent_read: bool | None = None,
        projection_expression: str | None = None,
        expression_attribute_names: Names | None = None,
    ) -> GetResult:
        """Return the item of `key`."""
        answer = self._call("get_item", _given(locals()))
        return GetResult(_item(answer, "Item"))

    def put_item(
        self,
        *,
        item: Item,
        condition_expression: str | None = None,
        expression_attribute_names: Names | None = None,
        expression_attribute_values: Item | None = None,
        return_values: Literal["NONE", "ALL_OLD"] | None = None,
    ) -> WriteResult:
        """
        Store `item`, in place of the one of the same key.

        Raises:
            ConditionFailed: If `condition_expression` is false.
        """
        return self._write("put_item", _given(locals()))

    def update_item(
        self,
        *,
        key: Item,
        update_expression: str | None = None,
        condition_expression: str | None = None,
        expression_attribute_names: Names | None = None,
        expression_attribute_values: Item | None = None,
        return_values: ReturnValues | None = None,
    ) -> WriteResult:
        """
        Change the item of `key`, or begin one if there is none.

        Raises:
            ConditionFailed: If `condition_expression` is false.
        """
        return self._write("update_item", _given(locals()))

    def delete_item(
        self,
        *,
        key: Item,
        condition_expression: str | None = None,
        expression_attribute_names: Names | None = None,
        expression_attribute_values: Item | None = None,
        return_values: Literal["NONE", "ALL_OLD"] | None = None,
    ) -> WriteResult:
        """
        Delete the item of `key`; it is no error if there is none.

        Raises:
            ConditionFailed: If `condition_expression` is false.
        """
        return self._write("delete_item", _given(locals()))

    def scan(
        self,
        *,
        index_name: str | None = None,
        filter_expression: str | None = None,
        projection_expression: str | None = None,
        expression_attribute_names: Names | None = None,
        expression_attribute_values: Item | None = None,
        limit: int | None = None,
        exclusive_start_key: Item | None = None,
        consistent_read: bool | None = None,
    ) -> Page:
        """
        Read the table, or one of its indexes, in no order.

        Args:
            limit: How many items one page reads; not how many there are in all.
        """
        return self._page("scan", _given(locals()))

    def query(
        self,
        *,
        key_condition_expression: str,
        index_name: str | None = None,
        filter_expression: str | None = None,
        projection_expression: str | None = None,
        expression_attribute_names: Names | None = None,
        expression_attribute_values: Item | None = None,
        scan_index_forward: bool | None = None,
        limit: int | None = None,
        exclusive_start_key: Item | None = None,
        consistent_read: bool | None = None,
    ) -> Page:
        """
        Read the items of one hash key, in the order of their range keys.

        Args:
            scan_index_forward: False for the descending order.
            limit: How many items one page reads; not how many there are in all.
        """
        return self._page("query", _given(locals()))

    def _write(self, operation: str, given: Item) -> WriteResult:
        return WriteResult(_item(self._call(operation, given), "Attributes"))

    def _page(self, operation: str, given: Item) -> Page:
        def fetch(start: Item) -> Page:
            return self._page(operation, {**given, "exclusive_start_key": start})

        answer = self._call(operation, given)
        return Page(
            items=[from_item(item) for item in answer.get("Items", [])],
            count=answer["Count"],
            scanned_count=answer["ScannedCount"],
            last_evaluated_key=_item(answer, "LastEvaluatedKey"),
            _fetch=fetch,
        )

    def _call(self, operation: str, given: Item) -> Mapping[str, Any]:
        from botocore.exceptions import ClientError

        table_name = look_up("tables", self.name)["name"]
        request = {_wire_name(name): _wire(name, v) for name, v in given.items()}
        try:
            answer: Mapping[str, Any] = getattr(client("dynamodb"), operation)(
                TableName=table_name, **request
            )
        except ClientError as error:
            if error_code(error.response) == "ConditionalCheckFailedException":
                condition = given.get("condition_expression", "")
                raise ConditionFailed(self.name, condition) from error
            raise
        return answer


def _given(arguments: Mapping[str, Any]) -> Item:
    return {
        name: value
        for name, value in arguments.items()
        if name != "self" and value is not None
    }


def _wire_name(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _wire(name: str, value: Any) -> Any:
    return to_item(value) if name in ITEMS else value


def _item(answer: Mapping[str, Any], name: str) -> Item | None:
    return from_item(answer[name]) if answer.get(name) is not None else None
