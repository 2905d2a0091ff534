"""What DescribeTable tells of a table.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
"""

from __future__ import annotations

from typing import Any

from .position import prefix_interval
from .store import Store
from .table import Table, View
from .table_spec import GlobalSecondaryIndex, KeySchema, SecondaryIndex, Throughput

__all__ = ["describe_table", "key_to_wire"]


def describe_table(store: Store, table: Table, arn_prefix: str) -> dict[str, Any]:
    """Build a ``TableDescription``; sizes are those of this moment."""
    spec = table.spec
    arn = f"{arn_prefix}:table/{spec.name}"
    count, size = _totals(store, table.main)
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
        **_billing(spec.throughput),
        **_throughput(spec.throughput),
        "ItemCount": count,
        "TableSizeBytes": size,
        "DeletionProtectionEnabled": spec.deletion_protection,
    }
    for kind, indexes in (
        ("LocalSecondaryIndexes", spec.local_secondary_indexes),
        ("GlobalSecondaryIndexes", spec.global_secondary_indexes),
    ):
        if indexes:
            description[kind] = [
                _describe_index(store, table, index, arn) for index in indexes
            ]
    return description


def _describe_index(
    store: Store, table: Table, index: SecondaryIndex, arn: str
) -> dict[str, Any]:
    count, size = _totals(store, table.views[index.name])
    projection: dict[str, Any] = {"ProjectionType": index.projection_type}
    if index.non_key_attributes:
        projection["NonKeyAttributes"] = list(index.non_key_attributes)
    more: dict[str, Any] = {}
    if isinstance(index, GlobalSecondaryIndex):
        more = {"IndexStatus": "ACTIVE", **_throughput(index.throughput)}
    return {
        "IndexName": index.name,
        "IndexArn": f"{arn}/index/{index.name}",
        **more,
        "KeySchema": key_to_wire(table.spec.key_of(index)),
        "Projection": projection,
        "ItemCount": count,
        "IndexSizeBytes": size,
    }


def _billing(throughput: Throughput | None) -> dict[str, Any]:
    """Tables that were never billed per request tell nothing of it, as on AWS."""
    if throughput:
        return {}
    return {"BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"}}


def _throughput(throughput: Throughput | None) -> dict[str, Any]:
    read, write = throughput or (0, 0)
    return {
        "ProvisionedThroughput": {
            "NumberOfDecreasesToday": 0,
            "ReadCapacityUnits": read,
            "WriteCapacityUnits": write,
        }
    }


def _totals(store: Store, view: View) -> tuple[int, int]:
    return store.totals(prefix_interval(view.prefix))


def key_to_wire(key: KeySchema) -> list[dict[str, str]]:
    """Build a ``KeySchema``."""
    return [
        {"AttributeName": name, "KeyType": kind}
        for name, kind in zip(key.names, ("HASH", "RANGE"), strict=False)
    ]
