"""What DescribeTable tells of a table.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
"""

from __future__ import annotations

from typing import Any

from .position import prefix_interval
from .store import Store
from .table import Table, View
from .table_spec import GlobalSecondaryIndex, KeySchema, SecondaryIndex

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
    is_global = isinstance(index, GlobalSecondaryIndex)
    return {
        "IndexName": index.name,
        "IndexArn": f"{arn}/index/{index.name}",
        **({"IndexStatus": "ACTIVE"} if is_global else {}),
        "KeySchema": key_to_wire(table.spec.key_of(index)),
        "Projection": projection,
        "ItemCount": count,
        "IndexSizeBytes": size,
    }


def _totals(store: Store, view: View) -> tuple[int, int]:
    return store.totals(prefix_interval(view.prefix))


def key_to_wire(key: KeySchema) -> list[dict[str, str]]:
    """Build a ``KeySchema``."""
    return [
        {"AttributeName": name, "KeyType": kind}
        for name, kind in zip(key.names, ("HASH", "RANGE"), strict=False)
    ]
