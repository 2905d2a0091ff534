"""
The table that a handler holds: speaks to DynamoDB in Python values.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .clients import client
from .environment import look_up
from .table_reads import TableReads
from .table_request import to_wire
from .table_writes import TableWrites

__all__ = ["DynamodbTable"]


class DynamodbTable(TableReads, TableWrites):
    """
    The handler-time side of a table.

    Items and keys are dicts of None, bool, str, int, float, Decimal, bytes, sets of
    text, numbers or bytes, lists and dicts. Numbers come back as int, or as Decimal if
    they have a fraction; floats are stored as the decimal number that Python prints.

    Conditions are expressions, or condition objects as ``Key("id").eq("a")`` and
    ``Attr("age").gt(7)`` of `boto3.dynamodb.conditions`, which need neither names nor
    values. In an expression, ``#n`` stands for a name of `expression_attribute_names`
    and ``:v`` for a value of `expression_attribute_values`.

    Every method raises :exc:`Throttled` for a table without throughput, and
    `botocore.exceptions.ClientError` for what else DynamoDB refuses.

    Args:
        name: The logical name under which the environment knows it.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"DynamodbTable({self.name!r})"

    def _call(self, operation: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
        from botocore.exceptions import ClientError

        request = _request(given, self._own_name())
        try:
            answer: Mapping[str, Any] = getattr(client("dynamodb"), operation)(
                **request
            )
        except ClientError as error:
            from .table_errors import table_error

            ours = table_error(self.name, operation, request, error.response)
            if ours is None:
                raise
            raise ours from error
        return answer

    def _own_name(self) -> str:
        name: str = look_up("tables", self.name)["name"]
        return name


def _request(arguments: Mapping[str, Any], table_name: str) -> dict[str, Any]:
    """Name the table, where DynamoDB wants its name."""
    match arguments:
        case {"request_items": part, **options}:
            return {"RequestItems": {table_name: part}, **to_wire(options)}
        case {"transact_items": parts, **options}:
            from .transactions import to_transact_item

            items = [to_transact_item(part, table_name) for part in parts]
            return {"TransactItems": items, **to_wire(options)}
        case _:
            return {"TableName": table_name, **to_wire(arguments)}
