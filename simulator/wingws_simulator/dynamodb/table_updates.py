"""UpdateTable: what becomes of a table's definition.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .errors import (
    LimitExceededException,
    ResourceNotFoundException,
    ValidationException,
    invalid_value,
)
from .request import Request
from .table_request import (
    NO_CAPACITY,
    read_definitions,
    read_global_index,
    read_stream,
    read_throughput,
)
from .table_spec import GlobalSecondaryIndex, TableSpec, Throughput
from .tables import Tables

__all__ = ["update_table"]

_UPDATES = (
    "BillingMode",
    "DeletionProtectionEnabled",
    "GlobalSecondaryIndexUpdates",
    "ProvisionedThroughput",
    "StreamSpecification",
)
_UNDERSTOOD = ("AttributeDefinitions", "TableName", *_UPDATES)


def update_table(tables: Tables, request: Request) -> dict[str, Any]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html

    Done when it is answered: a new index is filled.
    """
    _check_parameters(request)
    table = tables.existing(request)
    tables.put(_updated(request, table.spec))
    return {"TableDescription": tables.describe_table(request)["Table"]}


def _check_parameters(request: Request) -> None:
    if unknown := [name for name in request.names if name not in _UNDERSTOOD]:
        raise ValidationException(
            f"parameter {unknown[0]} of UpdateTable is not supported by the local "
            f"table store; expected one of {', '.join(_UPDATES)}"
        )
    if not any(map(request.has, _UPDATES)):
        raise ValidationException(
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
            "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates "
            "is required"
        )


def _updated(request: Request, old: TableSpec) -> TableSpec:
    indexes = _updated_indexes(request, old)
    local = map(old.key_of, old.local_secondary_indexes)
    keys = [old.key, *local, *(index.key for index in indexes)]
    used = {name for key in keys for name in key.names}
    given = read_definitions(request)
    definitions = {
        name: kind
        for name, kind in {**old.attribute_definitions, **given}.items()
        if name in used or name in given
    }
    return replace(
        old,
        attribute_definitions=definitions,
        global_secondary_indexes=indexes,
        stream=_updated_stream(request, old),
        throughput=_updated_throughput(request, old),
        deletion_protection=request.flag(
            "DeletionProtectionEnabled", default=old.deletion_protection
        ),
    )


def _updated_throughput(request: Request, old: TableSpec) -> Throughput | None:
    now = "PROVISIONED" if old.throughput else "PAY_PER_REQUEST"
    mode = request.choice("BillingMode", "PROVISIONED", "PAY_PER_REQUEST") or now
    given = read_throughput(request)
    if mode == "PAY_PER_REQUEST":
        if given:
            raise invalid_value(NO_CAPACITY)
        return None
    if given is None and now == mode:
        return old.throughput
    if given is None:
        raise invalid_value(
            "ProvisionedThroughput must be specified when BillingMode is PROVISIONED"
        )
    if given == old.throughput:
        raise ValidationException(
            "The provisioned throughput for the table will not change. The requested "
            "value equals the current value. Current ReadCapacityUnits provisioned for "
            f"the table: {given.read}. Requested ReadCapacityUnits: {given.read}. "
            f"Current WriteCapacityUnits provisioned for the table: {given.write}. "
            f"Requested WriteCapacityUnits: {given.write}. Refer to the Amazon "
            "DynamoDB Developer Guide for current limits and how to request higher "
            "limits."
        )
    return given


def _updated_indexes(
    request: Request, old: TableSpec
) -> tuple[GlobalSecondaryIndex, ...]:
    indexes = {index.name: index for index in old.global_secondary_indexes}
    made_or_deleted = 0
    for part in request.parts("GlobalSecondaryIndexUpdates"):
        if part.has("Create"):
            index = read_global_index(part.part("Create"))
            if index.name in indexes:
                raise ValidationException(
                    "Attempting to create an index which already exists"
                )
            indexes[index.name] = index
        elif part.has("Delete"):
            name = _existing_index(part.part("Delete"), indexes)
            del indexes[name]
        elif part.has("Update"):
            update = part.part("Update")
            name = _existing_index(update, indexes)
            throughput = read_throughput(update)
            indexes[name] = replace(indexes[name], throughput=throughput)
        else:
            raise invalid_value(
                "One of GlobalSecondaryIndexUpdate.Update, "
                "GlobalSecondaryIndexUpdate.Create, "
                "GlobalSecondaryIndexUpdate.Delete must not be null"
            )
        made_or_deleted += not part.has("Update")
    if made_or_deleted > 1:
        raise LimitExceededException(
            "Subscriber limit exceeded: Only 1 online index can be created or deleted "
            "simultaneously per table"
        )
    return tuple(indexes.values())


def _existing_index(part: Request, indexes: Mapping[str, object]) -> str:
    name = part.required_text("IndexName")
    if name not in indexes:
        raise ResourceNotFoundException("Requested resource not found")
    return name


def _updated_stream(request: Request, old: TableSpec) -> str | None:
    if not request.has("StreamSpecification"):
        return old.stream
    view_type = read_stream(request)
    if view_type is not None and old.stream is not None:
        raise ValidationException(
            f"Table already has an enabled stream: TableName: {old.name}"
        )
    if view_type is None and old.stream is None:
        raise ValidationException(
            f"Table has no stream to disable: TableName: {old.name}"
        )
    return view_type
