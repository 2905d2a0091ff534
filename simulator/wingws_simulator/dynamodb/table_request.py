"""The definition of a table as a request gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .errors import (
    LimitExceededException,
    ResourceNotFoundException,
    ValidationException,
    invalid_value,
)
from .request import Request
from .table_spec import (
    GlobalSecondaryIndex,
    LocalSecondaryIndex,
    TableSpec,
    Throughput,
)

__all__ = ["read_spec", "read_update"]

UPDATES = (
    "BillingMode",
    "DeletionProtectionEnabled",
    "GlobalSecondaryIndexUpdates",
    "ProvisionedThroughput",
)
NO_CAPACITY = (
    "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified "
    "when BillingMode is PAY_PER_REQUEST"
)


def read_spec(request: Request) -> TableSpec:
    """Read the parameters of a CreateTable.

    Raises:
        ValidationException: AWS would not make such a table.
    """
    _check_billing(request)
    hash_key, range_key = _read_key(request)
    for kind in ("LocalSecondaryIndexes", "GlobalSecondaryIndexes"):
        if request.has(kind) and not request.parts(kind):
            raise invalid_value(f"List of {kind} is empty")
    return TableSpec(
        name=request.required_text("TableName"),
        hash_key=hash_key,
        attribute_definitions=_read_definitions(request),
        range_key=range_key,
        global_secondary_indexes=tuple(
            map(_read_global_index, request.parts("GlobalSecondaryIndexes"))
        ),
        local_secondary_indexes=tuple(
            _read_local_index(part, hash_key)
            for part in request.parts("LocalSecondaryIndexes")
        ),
        throughput=_read_throughput(request),
        deletion_protection=request.flag("DeletionProtectionEnabled"),
    )


def read_update(request: Request, old: TableSpec) -> TableSpec:
    """Read the parameters of an UpdateTable; return what it makes of a definition.

    Raises:
        ValidationException: AWS would not change a table so.
        LimitExceededException: it makes or deletes several indexes.
        ResourceNotFoundException: it is about an index that does not exist.
    """
    if not any(map(request.has, UPDATES)):
        raise ValidationException(
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
            "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is "
            "required"
        )
    indexes = _updated_indexes(request, old)
    local = map(old.key_of, old.local_secondary_indexes)
    keys = [old.key, *local, *(index.key for index in indexes)]
    used = {name for key in keys for name in key.names}
    given = _read_definitions(request)
    definitions = {
        name: kind
        for name, kind in {**old.attribute_definitions, **given}.items()
        if name in used or name in given
    }
    return replace(
        old,
        attribute_definitions=definitions,
        global_secondary_indexes=indexes,
        throughput=_updated_throughput(request, old),
        deletion_protection=request.flag(
            "DeletionProtectionEnabled", default=old.deletion_protection
        ),
    )


def _updated_throughput(request: Request, old: TableSpec) -> Throughput | None:
    now = "PROVISIONED" if old.throughput else "PAY_PER_REQUEST"
    mode = request.choice("BillingMode", "PROVISIONED", "PAY_PER_REQUEST") or now
    given = _read_throughput(request)
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
            index = _read_global_index(part.part("Create"))
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
            throughput = _read_throughput(update)
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


def _read_definitions(request: Request) -> dict[str, str]:
    return {
        part.required_text("AttributeName"): part.required_text("AttributeType")
        for part in request.parts("AttributeDefinitions")
    }


def _read_throughput(request: Request) -> Throughput | None:
    if not request.has("ProvisionedThroughput"):
        return None
    part = request.part("ProvisionedThroughput")
    read, write = (
        part.required_number(name, 1)
        for name in ("ReadCapacityUnits", "WriteCapacityUnits")
    )
    return Throughput(read, write)


def _check_billing(request: Request) -> None:
    """Hold a script to what AWS wants to know; here no capacity has a limit."""
    mode = request.choice("BillingMode", "PROVISIONED", "PAY_PER_REQUEST")
    has_capacity = request.has("ProvisionedThroughput")
    if mode == "PAY_PER_REQUEST" and has_capacity:
        raise invalid_value(NO_CAPACITY)
    if mode != "PAY_PER_REQUEST" and not has_capacity:
        raise invalid_value(
            "ReadCapacityUnits and WriteCapacityUnits must both be specified "
            "when BillingMode is PROVISIONED"
        )


def _read_global_index(part: Request) -> GlobalSecondaryIndex:
    hash_key, range_key = _read_key(part)
    projection = part.part("Projection")
    return GlobalSecondaryIndex(
        name=part.required_text("IndexName"),
        hash_key=hash_key,
        range_key=range_key,
        projection_type=projection.required_text("ProjectionType"),
        non_key_attributes=projection.texts("NonKeyAttributes"),
        throughput=_read_throughput(part),
    )


def _read_local_index(part: Request, table_hash_key: str) -> LocalSecondaryIndex:
    name = part.required_text("IndexName")
    hash_key, range_key = _read_key(part)
    if range_key is None:
        raise invalid_value(
            f"Index KeySchema does not have a range key for index: {name}"
        )
    if hash_key != table_hash_key:
        raise invalid_value(
            "Index KeySchema does not have the same leading hash key as table "
            f"KeySchema for index: {name}. index hash key: {hash_key}, "
            f"table hash key: {table_hash_key}"
        )
    projection = part.part("Projection")
    return LocalSecondaryIndex(
        name=name,
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
