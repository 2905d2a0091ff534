"""A table's definition, as CreateTable takes it.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
"""

from __future__ import annotations

from typing import Any

from .table_description import key_to_wire
from .table_spec import SecondaryIndex, TableSpec

__all__ = ["creation_of"]


def creation_of(spec: TableSpec) -> dict[str, Any]:
    """Build the request that makes the table, but for its time to live."""
    request: dict[str, Any] = {
        "TableName": spec.name,
        "KeySchema": key_to_wire(spec.key),
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": key_type}
            for name, key_type in spec.attribute_definitions.items()
        ],
        "BillingMode": "PAY_PER_REQUEST",
    }
    for kind, indexes in (
        ("LocalSecondaryIndexes", spec.local_secondary_indexes),
        ("GlobalSecondaryIndexes", spec.global_secondary_indexes),
    ):
        if indexes:
            request[kind] = [_index_of(spec, index) for index in indexes]
    if spec.stream is not None:
        request["StreamSpecification"] = {
            "StreamEnabled": True,
            "StreamViewType": spec.stream,
        }
    return request


def _index_of(spec: TableSpec, index: SecondaryIndex) -> dict[str, Any]:
    projection: dict[str, Any] = {"ProjectionType": index.projection_type}
    if index.non_key_attributes:
        projection["NonKeyAttributes"] = list(index.non_key_attributes)
    return {
        "IndexName": index.name,
        "KeySchema": key_to_wire(spec.key_of(index)),
        "Projection": projection,
    }
