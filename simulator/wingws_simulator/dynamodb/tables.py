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
    invalid_value,
)
from .expiry import Expiry
from .position import prefix_interval
from .request import Request
from .rows import from_rows, write_view
from .store import Store, TableRecord
from .streams import Streams, read_stream
from .table import Table, View
from .table_spec import GlobalSecondaryIndex, KeySchema, TableSpec

__all__ = ["Tables", "key_to_wire"]

MAX_LISTED = 100


class Tables:
    """The tables that a store holds.

    Args:
        store: where they are kept.
        arn_prefix: an ARN up to the resource, ``arn:aws:dynamodb:{region}:{account}``.
        clock: seconds since the epoch.

    Attributes:
        streams: the streams of the tables.
        expiry: when which items expire.
    """

    def __init__(
        self, store: Store, arn_prefix: str, clock: Callable[[], float]
    ) -> None:
        self.store = store
        self.streams = Streams(store, arn_prefix, clock)
        self.expiry = Expiry(store)
        self._arn_prefix = arn_prefix
        self.clock = clock
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
        name = bare_name(request.required_text("TableName"))
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
        table = Table(spec, old.created_at if old else self.clock())
        with self.store.transaction():
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
            self.store.delete_table(name)
            self.store.delete_rows(prefix_interval(self._tables[name].prefix))
            self.streams.end(name)
            self.expiry.forget(name)
        self.streams.load()
        del self._tables[name]
        self.store.shrink()

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
                write_view(self.store, index, None, item)

    # Operations.

    def create_table(self, request: Request) -> dict[str, Any]:
        """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html"""
        spec = _read_spec(request)
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
        spec = table.spec
        arn = f"{self._arn_prefix}:table/{spec.name}"
        count, size = self._totals(table.main)
        description = {
            "TableName": spec.name,
            "TableArn": arn,
            "TableStatus": "ACTIVE",
            "CreationDateTime": table.created_at,
            "KeySchema": key_to_wire(spec.key),
            "AttributeDefinitions": [
                {"AttributeName": name, "AttributeType": key_type}
                for name, key_type in spec.attribute_definitions.items()
            ],
            "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
            "ProvisionedThroughput": {
                "NumberOfDecreasesToday": 0,
                "ReadCapacityUnits": 0,
                "WriteCapacityUnits": 0,
            },
            "ItemCount": count,
            "TableSizeBytes": size,
            "DeletionProtectionEnabled": False,
        }
        indexes = [
            self._index_description(table, index, arn)
            for index in spec.global_secondary_indexes
        ]
        description |= self.streams.description(spec.name)
        return description | ({"GlobalSecondaryIndexes": indexes} if indexes else {})

    def _index_description(
        self, table: Table, index: GlobalSecondaryIndex, arn: str
    ) -> dict[str, Any]:
        count, size = self._totals(table.views[index.name])
        projection: dict[str, Any] = {"ProjectionType": index.projection_type}
        if index.non_key_attributes:
            projection["NonKeyAttributes"] = list(index.non_key_attributes)
        return {
            "IndexName": index.name,
            "IndexArn": f"{arn}/index/{index.name}",
            "IndexStatus": "ACTIVE",
            "KeySchema": key_to_wire(index.key),
            "Projection": projection,
            "ItemCount": count,
            "IndexSizeBytes": size,
        }

    def _totals(self, view: View) -> tuple[int, int]:
        return self.store.totals(prefix_interval(view.prefix))


def _typed_key(spec: TableSpec) -> str:
    return ", ".join(
        f"{name} ({spec.attribute_definitions[name]})" for name in spec.key.names
    )


def key_to_wire(key: KeySchema) -> list[dict[str, str]]:
    return [
        {"AttributeName": name, "KeyType": kind}
        for name, kind in zip(key.names, ("HASH", "RANGE"), strict=False)
    ]


def _read_spec(request: Request) -> TableSpec:
    _check_billing(request)
    if request.has("LocalSecondaryIndexes"):
        raise ValidationException(
            "parameter LocalSecondaryIndexes is not supported by the local table "
            "store; expected GlobalSecondaryIndexes"
        )
    definitions = {
        definition.required_text("AttributeName"): definition.required_text(
            "AttributeType"
        )
        for definition in request.parts("AttributeDefinitions")
    }
    hash_key, range_key = _read_key(request)
    indexes = tuple(map(_read_index, request.parts("GlobalSecondaryIndexes")))
    if request.has("GlobalSecondaryIndexes") and not indexes:
        raise invalid_value("List of GlobalSecondaryIndexes is empty")
    name = request.required_text("TableName")
    stream = read_stream(request)
    return TableSpec(name, hash_key, definitions, range_key, indexes, stream)


def _check_billing(request: Request) -> None:
    """Hold a script to what AWS wants to know; here no capacity has a limit."""
    mode = request.choice("BillingMode", "PROVISIONED", "PAY_PER_REQUEST")
    has_capacity = request.has("ProvisionedThroughput")
    if mode == "PAY_PER_REQUEST" and has_capacity:
        raise invalid_value(
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified "
            "when BillingMode is PAY_PER_REQUEST"
        )
    if mode != "PAY_PER_REQUEST" and not has_capacity:
        raise invalid_value(
            "ReadCapacityUnits and WriteCapacityUnits must both be specified "
            "when BillingMode is PROVISIONED"
        )


def _read_index(part: Request) -> GlobalSecondaryIndex:
    hash_key, range_key = _read_key(part)
    projection = part.part("Projection")
    return GlobalSecondaryIndex(
        name=part.required_text("IndexName"),
        hash_key=hash_key,
        range_key=range_key,
        projection_type=projection.required_text("ProjectionType"),
        non_key_attributes=projection.texts("NonKeyAttributes"),
    )


def _read_key(part: Request) -> tuple[str, str | None]:
    elements = [
        (element.required_text("AttributeName"), element.required_text("KeyType"))
        for element in part.parts("KeySchema")
    ]
    match elements:
        case [(hash_key, "HASH")]:
            return hash_key, None
        case [(hash_key, "HASH"), (range_key, "RANGE")]:
            return hash_key, range_key
    raise ValidationException(
        "Invalid KeySchema: The first KeySchemaElement is not a HASH key type, "
        "or the second is not a RANGE key type"
    )
