"""The tables of a stack: made, described, listed and deleted."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .access import bare_name
from .errors import (
    ResourceInUseException,
    ResourceNotFoundException,
    ValidationException,
)
from .expiry import Expiry
from .late_indexes import LateIndexes
from .position import Interval, prefix_interval, private_prefix
from .request import Request
from .rows import change_view, from_rows
from .store import Store, TableRecord
from .streams import Streams
from .table import Table
from .table_description import describe_table
from .table_request import read_spec
from .table_spec import TableSpec
from .tokens import Tokens

__all__ = ["Tables"]

MAX_LISTED = 100


class Tables:
    """The tables that a store holds.

    Args:
        store: where they are kept.
        arn_prefix: an ARN up to the resource, ``arn:aws:dynamodb:{region}:{account}``.
        clock: seconds since the epoch.
        index_delay: seconds by which global indexes are late.
        lead: seconds by which the clock is ahead of who writes items.

    Attributes:
        streams: the streams of the tables.
        expiry: when which items expire.
    """

    def __init__(
        self,
        store: Store,
        arn_prefix: str,
        clock: Callable[[], float],
        index_delay: Callable[[], float],
        lead: Callable[[], float],
    ) -> None:
        self.store = store
        self.streams = Streams(store, arn_prefix, clock)
        self.expiry = Expiry(store, lead)
        self._arn_prefix = arn_prefix
        self.clock = clock
        self.tokens = Tokens(store, clock)
        self.late_indexes = LateIndexes(store, clock, index_delay)
        self._tables = {
            record.name: Table(
                TableSpec.from_dict(json.loads(record.spec)), record.created_at
            )
            for record in store.tables()
        }

    def named(self, request: Request) -> Table:
        """Return the table that a request is about.

        Raises:
            ResourceNotFoundException: there is no such table.
        """
        return self.called(request.required_text("TableName"))

    def called(self, name: str) -> Table:
        """Return the table of a name or an ARN; raises as ``named``."""
        name = bare_name(name)
        if name not in self._tables:
            raise ResourceNotFoundException("Requested resource not found")
        return self._tables[name]

    @property
    def all(self) -> list[Table]:
        """All tables."""
        return list(self._tables.values())

    def put(self, spec: TableSpec) -> None:
        """Make the table, or bring its indexes up to date; its rows stay.

        Raises:
            ResourceInUseException: the table exists with another key.
        """
        old = self._tables.get(spec.name)
        if old is not None and old.spec == spec:
            return
        if old is not None and _typed_key(old.spec) != _typed_key(spec):
            raise ResourceInUseException(
                f"table {spec.name} has the key {_typed_key(old.spec)}; "
                f"the key {_typed_key(spec)} needs another table"
            )
        if old is not None and (
            old.spec.local_secondary_indexes != spec.local_secondary_indexes
        ):
            raise ResourceInUseException(
                f"table {spec.name} keeps the local secondary indexes that it was made "
                "with; others need another table"
            )
        table = Table(spec, old.created_at if old else self.clock())
        with self.store.transaction():
            self.late_indexes.finish()
            if old is not None:
                self._rebuild_indexes(old, table)
            text = json.dumps(spec.to_dict())
            self.store.put_table(TableRecord(spec.name, text, table.created_at))
            self.streams.set(spec)
            if old and old.spec.time_to_live_attribute != spec.time_to_live_attribute:
                self.expiry.rebuild(table)
        self.streams.load()
        self._tables[spec.name] = table

    def delete(self, name: str) -> None:
        """Delete a table and its rows, if it exists."""
        if name not in self._tables:
            return
        with self.store.transaction():
            self.late_indexes.finish()
            self.store.delete_table(name)
            self.store.delete_rows(prefix_interval(self._tables[name].prefix))
            self.streams.end(name)
            self.expiry.forget(name)
        self.streams.load()
        del self._tables[name]
        self.store.shrink()

    def clear(self) -> None:
        """Delete all rows, and what is kept of them; tables and streams stay."""
        streams = prefix_interval(private_prefix("stream"))
        with self.store.transaction():
            self.store.delete_rows(Interval(b"", streams.low))
            self.store.delete_rows(Interval(streams.high, b"\xff" * 8))
        self.late_indexes.forget()
        self.expiry.forget_all()
        self.streams.forget()

    def _rebuild_indexes(self, old: Table, new: Table) -> None:
        for index in old.indexes:
            if index not in new.indexes:
                self.store.delete_rows(prefix_interval(index.prefix))
        added = [index for index in new.indexes if index not in old.indexes]
        if not added:
            return
        with self.store.rows(prefix_interval(new.main.prefix)) as rows:
            items = from_rows(rows)
        for item in items:
            for index in added:
                if changed := change_view(index, None, item):
                    changed.write(self.store)

    # Operations.

    def create_table(self, request: Request) -> dict[str, Any]:
        """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html"""
        spec = read_spec(request)
        if spec.name in self._tables:
            raise ResourceInUseException(f"Table already exists: {spec.name}")
        self.put(spec)
        return {"TableDescription": self._description(self._tables[spec.name])}

    def describe_table(self, request: Request) -> dict[str, Any]:
        """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html"""
        return {"Table": self._description(self.existing(request))}

    def delete_table(self, request: Request) -> dict[str, Any]:
        """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html"""
        table = self.existing(request)
        if table.spec.deletion_protection:
            raise ValidationException(
                "Resource cannot be deleted as it is currently protected against "
                "deletion. Disable deletion protection first."
            )
        description = self._description(table) | {"TableStatus": "DELETING"}
        self.delete(table.spec.name)
        return {"TableDescription": description}

    def list_tables(self, request: Request) -> dict[str, Any]:
        """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html"""
        limit = request.number("Limit", 1, MAX_LISTED) or MAX_LISTED
        start = request.text("ExclusiveStartTableName") or ""
        names = sorted(name for name in self._tables if name > start)
        answer: dict[str, Any] = {"TableNames": names[:limit]}
        if len(names) > limit:
            answer["LastEvaluatedTableName"] = names[limit - 1]
        return answer

    def existing(self, request: Request) -> Table:
        """Return the table that a request about tables, not items, names.

        Raises:
            ResourceNotFoundException: there is no such table; says which.
        """
        name = bare_name(request.required_text("TableName"))
        if name not in self._tables:
            raise ResourceNotFoundException(
                f"Requested resource not found: Table: {name} not found"
            )
        return self._tables[name]

    def _description(self, table: Table) -> dict[str, Any]:
        description = describe_table(self.store, table, self._arn_prefix)
        return description | self.streams.description(table.spec.name)


def _typed_key(spec: TableSpec) -> str:
    return ", ".join(
        f"{name} ({spec.attribute_definitions[name]})" for name in spec.key.names
    )
