"""DynamoDB's JSON protocol: a target and a body in, a status and a body out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from .access import Authorize, allow_all, check_access
from .batches import batch_get_item, batch_write_item
from .errors import (
    DynamoDBError,
    SerializationException,
    UnknownOperationException,
    ValidationException,
)
from .gets import get_item
from .reads import query, scan
from .request import Request
from .store import Store
from .stream_reader import StreamReader
from .stream_reads import (
    describe_stream,
    get_records,
    get_shard_iterator,
    list_streams,
)
from .table_spec import TableSpec
from .table_updates import update_table
from .tables import Tables
from .time_to_live import (
    describe_time_to_live,
    first_expiry,
    remove_expired,
    update_time_to_live,
)
from .transactions import transact_get_items, transact_write_items
from .writes import delete_item, put_item, update_item

__all__ = ["DynamoDB", "check_call"]

FILE = "tables.sqlite3"

Operation: TypeAlias = Callable[[Tables, Request], dict[str, Any]]

OPERATIONS: dict[str, Operation] = {
    "BatchGetItem": batch_get_item,
    "BatchWriteItem": batch_write_item,
    "CreateTable": Tables.create_table,
    "DeleteItem": delete_item,
    "DeleteTable": Tables.delete_table,
    "DescribeTable": Tables.describe_table,
    "DescribeTimeToLive": describe_time_to_live,
    "GetItem": get_item,
    "ListTables": Tables.list_tables,
    "PutItem": put_item,
    "Query": query,
    "Scan": scan,
    "TransactGetItems": transact_get_items,
    "TransactWriteItems": transact_write_items,
    "UpdateItem": update_item,
    "UpdateTable": update_table,
    "UpdateTimeToLive": update_time_to_live,
}

STREAM_OPERATIONS: dict[str, Operation] = {
    "DescribeStream": describe_stream,
    "GetRecords": get_records,
    "GetShardIterator": get_shard_iterator,
    "ListStreams": list_streams,
}

VERSIONS = {
    "DynamoDB_20120810": OPERATIONS,
    "DynamoDBStreams_20120810": STREAM_OPERATIONS,
}


class DynamoDB:
    """The table service of a stack.

    Synchronous: what ``handle`` has answered is kept, whatever happens to the
    process. Calls must not overlap.

    Args:
        folder: where the tables are kept; made when it is missing.
        region: for ARNs.
        account_id: for ARNs.
        clock: seconds since the epoch.
        index_delay: seconds by which global secondary indexes show a write late.
        lead: seconds by which the clock is ahead of that of who writes items.

    Raises:
        StoreDamaged: the folder's file is there and cannot be read.
        StoreInUse: another process owns the folder's file.
    """

    def __init__(
        self,
        folder: Path,
        *,
        region: str,
        account_id: str,
        clock: Callable[[], float],
        index_delay: Callable[[], float] = lambda: 0.0,
        lead: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self._store = Store(folder / FILE)
        self._arn_prefix = f"arn:aws:dynamodb:{region}:{account_id}"
        prefix = self._arn_prefix
        self._tables = Tables(self._store, prefix, clock, index_delay, lead)

    def put_table(self, spec: TableSpec) -> None:
        """Make the table, or bring its indexes up to date; its rows stay.

        Raises:
            ResourceInUseException: the table exists with another key.
        """
        self._tables.put(spec)

    def delete_table(self, name: str) -> None:
        """Delete a table and its rows, if it exists."""
        self._tables.delete(name)

    def clear(self) -> None:
        """Delete all rows, records and positions of readers; tables stay."""
        self._tables.clear()

    def reader(
        self, name: str, table_name: str, starting_position: str
    ) -> StreamReader:
        """Return a reader of a table's stream, which goes on where it last was.

        Raises:
            ResourceNotFoundException: the table has no stream.
        """
        return StreamReader(self._tables, name, table_name, starting_position)

    def stream_arn(self, table_name: str) -> str | None:
        """Return the ARN of a table's stream, None if it has none."""
        stream = self._tables.streams.current(table_name)
        return None if stream is None else self._tables.streams.arn(stream)

    def tell_expiry(self, listener: Callable[[float], None]) -> None:
        """Tell of each time at which an item will expire, as the item is written."""
        self._tables.expiry.listener = listener

    def first_expiry(self, *, now: float) -> float | None:
        """Return when the first of all items expires, or has; None if none does."""
        return first_expiry(self._tables, now=now)

    def remove_expired(self, *, before: float, now: float) -> int:
        """Remove items that have expired before a time; return how many.

        No more than a hundred of each table: 0 says that no more are due.
        """
        return remove_expired(self._tables, before=before, now=now)

    def handle(
        self, target: str, body: bytes, *, authorize: Authorize = allow_all
    ) -> tuple[int, bytes]:
        """Answer one request.

        Args:
            target: the header ``X-Amz-Target``, ``DynamoDB_20120810.PutItem``, or
                ``DynamoDBStreams_20120810.GetRecords``.
            body: the JSON of the request.
            authorize: asked for what the request is about to do; what it raises for
                a caller who may not comes out of here.

        Returns:
            the HTTP status and the JSON of the answer.
        """
        try:
            status, answer = 200, self._perform(target, body, authorize)
        except DynamoDBError as exc:
            status, answer = exc.status, exc.to_body()
        return status, json.dumps(answer, separators=(",", ":")).encode()

    def close(self) -> None:
        """Give the files up."""
        self._store.close()

    def _perform(
        self, target: str, body: bytes, authorize: Authorize
    ) -> dict[str, Any]:
        version, _, name = target.partition(".")
        operation = VERSIONS.get(version, {}).get(name)
        if operation is None:
            known = ", ".join(VERSIONS.get(version, OPERATIONS))
            raise UnknownOperationException(
                f"operation {target!r} is not one of the local table store, nor is "
                f"PartiQL; expected one of {known}"
            )
        try:
            request = Request(_parsed(body))
            check_access(name, request, self._arn_prefix, authorize)
            return operation(self._tables, request)
        except RecursionError as exc:
            raise ValidationException("the request is nested too deeply") from exc
        except UnicodeEncodeError as exc:  # half of a surrogate pair, as \ud800
            raise SerializationException("the body has text without UTF-8") from exc


def check_call(target: str, body: bytes, arn_prefix: str, authorize: Authorize) -> None:
    """Ask for everything that a request to another DynamoDB is about to do.

    Raises:
        DynamoDBError: it is no request that names what it is about.
    """
    name = target.partition(".")[2]
    check_access(name, Request(_parsed(body)), arn_prefix, authorize)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body)
    except ValueError as exc:
        raise SerializationException("the body is not JSON") from exc
    if not isinstance(parsed, dict):
        raise SerializationException("Unexpected value type in payload")
    return parsed
