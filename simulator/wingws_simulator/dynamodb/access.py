"""What a request does to which tables, in IAM's terms.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from .request import Request
from .shard_iterator import ShardIterator

__all__ = ["Authorize", "allow_all", "bare_name", "check_access"]

Authorize: TypeAlias = Callable[[str, str], None]
"""Takes an action and the ARN of a resource; raises if the caller may not."""

_PARTS_OF_TRANSACTIONS = {
    "Get": "GetItem",
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}


def allow_all(action: str, resource: str) -> None:
    """Allow everything."""


def check_access(
    operation: str, request: Request, arn_prefix: str, authorize: Authorize
) -> None:
    """Ask for everything that a request is about to do.

    A transaction is judged item by item, under the names of the single operations; a
    batch once for each of its tables.

    Args:
        operation: its name, such as ``PutItem``.
        request: its parameters.
        arn_prefix: an ARN up to the resource, ``arn:aws:dynamodb:{region}:{account}``.
        authorize: asked for each; what it raises ends the request.

    Raises:
        ValidationException: the request lacks a table's name.
    """
    for action, resource in _accesses(operation, request):
        authorize(f"dynamodb:{action}", f"{arn_prefix}:table/{resource}")


def _accesses(operation: str, request: Request) -> Iterator[tuple[str, str]]:
    """Yield actions and what they are about: a table, or an index of one."""
    if operation == "ListTables":
        yield operation, "*"
    elif operation == "ListStreams":  # whatever table it names
        yield operation, "*/stream/*"
    elif operation in ("DescribeStream", "GetShardIterator"):
        yield operation, bare_name(request.required_text("StreamArn"))
    elif operation == "GetRecords":
        iterator = ShardIterator.parse(request.required_text("ShardIterator"))
        yield operation, bare_name(iterator.stream_arn)
    elif operation in ("BatchGetItem", "BatchWriteItem"):
        for name in request.keys("RequestItems"):
            yield operation, bare_name(name)
    elif operation in ("TransactGetItems", "TransactWriteItems"):
        for item in request.parts("TransactItems"):
            for part in item.names:
                action = _PARTS_OF_TRANSACTIONS.get(part, part)
                yield action, _table(item.part(part))
    elif operation in ("Query", "Scan") and request.has("IndexName"):
        yield operation, f"{_table(request)}/index/{request.text('IndexName')}"
    else:
        yield operation, _table(request)


def _table(request: Request) -> str:
    return bare_name(request.required_text("TableName"))


def bare_name(name: str) -> str:
    """Return a table's name from the name or the ARN."""
    return name.rpartition(":table/")[2] if name.startswith("arn:") else name
