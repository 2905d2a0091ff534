"""Attribute values: which are allowed, how big they are, how they sort.

A value stays in its wire form, ``{"S": "text"}``, but normalised: numbers and
base64 have one text each and sets are sorted. So equality is ``==``.
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeAlias

from .errors import SerializationException, ValidationException, invalid_value
from .number import encode_number, normalise_number, number_size

__all__ = [
    "SCALARS",
    "SETS",
    "AttributeValue",
    "Item",
    "encode_scalar",
    "item_size",
    "make_set",
    "parse_item",
    "parse_value",
    "sort_key",
    "type_of",
    "value_size",
]

AttributeValue: TypeAlias = dict[str, Any]
Item: TypeAlias = dict[str, AttributeValue]

MAX_DEPTH = 32
SCALARS = ("S", "N", "B")
SETS = ("SS", "NS", "BS")
CONTAINER_OVERHEAD = 3  # bytes that DynamoDB adds for a list or map, plus 1 a member


def type_of(value: AttributeValue) -> str:
    """Return the type tag: S, N, B, BOOL, NULL, SS, NS, BS, L or M."""
    return next(iter(value))


# Reading values from the wire.


def parse_item(wire: object) -> Item:
    """Read a map of attribute values from the wire, normalised.

    Raises:
        SerializationException: a JSON type that the protocol does not have there.
        ValidationException: a value that DynamoDB does not store.
    """
    if not isinstance(wire, dict):
        raise SerializationException("Unexpected value type in payload")
    return {name: parse_value(value) for name, value in wire.items()}


def parse_value(wire: object, depth: int = 1) -> AttributeValue:
    """Read one attribute value from the wire, normalised; raises as parse_item."""
    if not isinstance(wire, dict):
        raise SerializationException("Unexpected value type in payload")
    if len(wire) > 1:
        raise ValidationException(
            "Supplied AttributeValue has more than one datatypes set, "
            "must contain exactly one of the supported datatypes"
        )
    if depth > MAX_DEPTH:
        raise ValidationException(
            "Nesting Levels have exceeded supported limits: "
            "Attributes in the item have nested levels beyond supported limit"
        )
    for tag, content in wire.items():
        if tag == "L":
            elements = _expect(list, content)
            return {"L": [parse_value(element, depth + 1) for element in elements]}
        if tag == "M":
            members = _expect(dict, content)
            return {"M": {k: parse_value(v, depth + 1) for k, v in members.items()}}
        if tag in _LEAVES:
            return {tag: _LEAVES[tag](content)}
    raise ValidationException(
        "Supplied AttributeValue is empty, "
        "must contain exactly one of the supported datatypes"
    )


def _expect(kind: type, content: object) -> Any:
    if not isinstance(content, kind):
        raise SerializationException("Unexpected value type in payload")
    return content


def _parse_string(content: object) -> str:
    text: str = _expect(str, content)
    return text


def _parse_number(content: object) -> str:
    return normalise_number(_expect(str, content))


def _parse_binary(content: object) -> str:
    text = _expect(str, content)
    if len(text) % 4:
        raise SerializationException(
            "Base64 encoded length is expected a multiple of 4 bytes "
            f"but found: {len(text)}"
        )
    try:
        return b64encode(b64decode(text, validate=True)).decode()
    except (binascii.Error, ValueError) as exc:
        raise SerializationException("Invalid Base64 in payload") from exc


def _parse_bool(content: object) -> bool:
    value: bool = _expect(bool, content)
    return value


def _parse_null(content: object) -> bool:
    if not _expect(bool, content):
        raise invalid_value("Null attribute value types must have the value of true")
    return True


def _set_parser(tag: str, parse: Callable[[object], str]) -> Callable[[object], Any]:
    empty = {
        "SS": "An string set  may not be empty",
        "NS": "An number set  may not be empty",
        "BS": "Binary sets should not be empty",
    }[tag]

    def parse_set(content: object) -> list[str]:
        members = [parse(member) for member in _expect(list, content)]
        if not members:
            raise invalid_value(empty)
        if len(set(members)) < len(members):
            if tag == "NS":
                raise ValidationException("Input collection contains duplicates")
            given = ", ".join(members)
            of_type = "of type BS " if tag == "BS" else " "
            raise invalid_value(
                f"Input collection [{given}]{of_type}contains duplicates."
            )
        return _sorted_members(tag, members)

    return parse_set


_LEAVES: dict[str, Callable[[object], Any]] = {
    "S": _parse_string,
    "N": _parse_number,
    "B": _parse_binary,
    "BOOL": _parse_bool,
    "NULL": _parse_null,
    "SS": _set_parser("SS", _parse_string),
    "NS": _set_parser("NS", _parse_number),
    "BS": _set_parser("BS", _parse_binary),
}


# Order and sets.


def encode_scalar(value: AttributeValue) -> bytes:
    """Encode an S, N or B so that bytes sort as DynamoDB sorts the values.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.html
    """
    ((tag, content),) = value.items()
    if tag == "S":
        encoded: bytes = content.encode()
        return encoded
    return encode_number(content) if tag == "N" else b64decode(content)


def sort_key(value: AttributeValue) -> bytes | Decimal:
    """Return what compares as DynamoDB compares two S, two N or two B."""
    number = value.get("N")
    return encode_scalar(value) if number is None else Decimal(number)


def make_set(tag: str, members: set[str]) -> AttributeValue:
    """Build the set of type SS, NS or BS with these members."""
    return {tag: _sorted_members(tag, list(members))}


def _sorted_members(tag: str, members: list[str]) -> list[str]:
    scalar = tag[0]
    return sorted(members, key=lambda member: sort_key({scalar: member}))


# Sizes.


def item_size(item: Item) -> int:
    """Return the bytes of an item as DynamoDB counts them.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
    """
    return sum(len(name.encode()) + value_size(value) for name, value in item.items())


def value_size(value: AttributeValue) -> int:
    """Return the bytes of one value, without the attribute's name."""
    ((tag, content),) = value.items()
    match tag:
        case "S":
            return len(content.encode())
        case "N":
            return number_size(content)
        case "B":
            return len(b64decode(content))
        case "BOOL" | "NULL":
            return 1
        case "L":
            sizes = sum(1 + value_size(element) for element in content)
            return CONTAINER_OVERHEAD + sizes
        case "M":
            return CONTAINER_OVERHEAD + len(content) + item_size(content)
        case _:
            return sum(value_size({tag[0]: member}) for member in content)
