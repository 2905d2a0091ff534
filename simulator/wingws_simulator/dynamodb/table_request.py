"""The definition of a table as a request gives it."""

from __future__ import annotations

from .errors import ValidationException, invalid_value
from .request import Request
from .table_spec import VIEW_TYPES, GlobalSecondaryIndex, TableSpec

__all__ = ["read_spec", "read_stream"]


def read_spec(request: Request) -> TableSpec:
    """Read the parameters of a CreateTable.

    Raises:
        ValidationException: AWS would not make such a table.
    """
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
    return TableSpec(name, hash_key, definitions, range_key, indexes, stream=stream)


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
