"""The definition of a table as a request gives it."""

from __future__ import annotations

from .errors import ValidationException, invalid_value
from .request import Request
from .table_spec import (
    VIEW_TYPES,
    GlobalSecondaryIndex,
    LocalSecondaryIndex,
    TableSpec,
    Throughput,
)

__all__ = [
    "NO_CAPACITY",
    "read_definitions",
    "read_global_index",
    "read_spec",
    "read_stream",
    "read_throughput",
]

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
        attribute_definitions=read_definitions(request),
        range_key=range_key,
        global_secondary_indexes=tuple(
            map(read_global_index, request.parts("GlobalSecondaryIndexes"))
        ),
        local_secondary_indexes=tuple(
            _read_local_index(part, hash_key)
            for part in request.parts("LocalSecondaryIndexes")
        ),
        stream=read_stream(request),
        throughput=read_throughput(request),
        deletion_protection=request.flag("DeletionProtectionEnabled"),
    )


def read_stream(request: Request) -> str | None:
    """Read the view type of the stream that a request for a table asks for, if any.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_StreamSpecification.html
    """
    part = request.part("StreamSpecification")
    view_type = part.choice("StreamViewType", *VIEW_TYPES)
    if part.flag("StreamEnabled") != (view_type is not None):
        raise invalid_value(
            "StreamViewType must be specified when StreamEnabled is true, and only then"
        )
    return view_type


def read_definitions(request: Request) -> dict[str, str]:
    """Read the types of key attributes."""
    return {
        part.required_text("AttributeName"): part.required_text("AttributeType")
        for part in request.parts("AttributeDefinitions")
    }


def read_throughput(request: Request) -> Throughput | None:
    """Read the capacity of a table or an index, None where there is none."""
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


def read_global_index(part: Request) -> GlobalSecondaryIndex:
    """Read a global secondary index."""
    hash_key, range_key = _read_key(part)
    projection = part.part("Projection")
    return GlobalSecondaryIndex(
        name=part.required_text("IndexName"),
        hash_key=hash_key,
        range_key=range_key,
        projection_type=projection.required_text("ProjectionType"),
        non_key_attributes=projection.texts("NonKeyAttributes"),
        throughput=read_throughput(part),
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
