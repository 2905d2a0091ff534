"""UpdateTable, as far as the stream of a table goes.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .errors import ValidationException
from .request import Request
from .table_request import read_stream
from .tables import Tables

__all__ = ["update_table"]

_UNDERSTOOD = ("StreamSpecification", "TableName")


def update_table(tables: Tables, request: Request) -> dict[str, Any]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html"""
    _check_parameters(request)
    table = tables.existing(request)
    view_type = read_stream(request)
    name, current = table.spec.name, table.spec.stream
    if view_type is not None and current is not None:
        raise ValidationException(
            f"Table already has an enabled stream: TableName: {name}"
        )
    if view_type is None and current is None:
        raise ValidationException(f"Table has no stream to disable: TableName: {name}")
    tables.put(replace(table.spec, stream=view_type))
    return {"TableDescription": tables.describe_table(request)["Table"]}


def _check_parameters(request: Request) -> None:
    if unknown := [name for name in request.names if name not in _UNDERSTOOD]:
        raise ValidationException(
            f"parameter {unknown[0]} of UpdateTable is not supported by the local "
            "table store; expected StreamSpecification"
        )
    if not request.has("StreamSpecification"):
        raise ValidationException(
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
            "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates "
            "is required"
        )
