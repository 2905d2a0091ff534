"""
Converts between Python values and DynamoDB's attribute values.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

__all__ = ["AttributeValue", "Item", "from_item", "to_item"]

AttributeValue: TypeAlias = dict[str, Any]
Item: TypeAlias = dict[str, Any]


def to_item(item: Mapping[str, Any]) -> dict[str, AttributeValue]:
    """
    Return `item` as DynamoDB carries it.

    Raises:
        TypeError: If a value is of a type that DynamoDB has no form for.
        ValueError: If a number is NaN or infinite, or a set empty.
    """
    return {name: _to_value(value) for name, value in item.items()}


def from_item(item: Mapping[str, AttributeValue]) -> Item:
    """Return an item of DynamoDB as Python values: whole numbers as int, others as
    Decimal, binary as bytes, whether boto3 has decoded it or it is in an event."""
    return {name: _from_value(value) for name, value in item.items()}


def _to_value(value: Any) -> AttributeValue:
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": str(value)}
        case int() | float() | Decimal():
            return {"N": _to_number(value)}
        case bytes() | bytearray() | memoryview():
            return {"B": bytes(value)}
        case Mapping():
            return {"M": to_item(value)}
        case list() | tuple():
            return {"L": [_to_value(element) for element in value]}
        case set() | frozenset():
            return _to_set(value)
        case _:
            raise TypeError(
                f"{type(value).__qualname__} cannot be stored; expected None, bool, "
                "int, float, Decimal, str, bytes, list, dict or a set"
            )


def _to_number(value: int | float | Decimal) -> str:
    # By way of its text, 0.1 is stored as 0.1 and not as the nearest binary fraction.
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError(f"{value} cannot be stored; expected a finite number")
    return str(number)


def _to_set(values: Collection[Any]) -> AttributeValue:
    elements = [_to_value(value) for value in values]
    kinds = {kind for element in elements for kind in element}
    if not kinds:
        raise ValueError("an empty set cannot be stored; leave the attribute out")
    if len(kinds) > 1 or not kinds <= {"S", "N", "B"}:
        raise TypeError(
            f"set {values!r} cannot be stored; expected only str, numbers or bytes"
        )
    (kind,) = kinds
    return {f"{kind}S": sorted(element[kind] for element in elements)}


def _from_value(attribute_value: AttributeValue) -> Any:
    ((kind, value),) = attribute_value.items()
    match kind:
        case "NULL":
            return None
        case "N":
            return _from_number(value)
        case "M":
            return from_item(value)
        case "L":
            return [_from_value(element) for element in value]
        case "B":
            return _from_binary(value)
        case "SS":
            return set(value)
        case "BS":
            return set(map(_from_binary, value))
        case "NS":
            return {_from_number(number) for number in value}
        case _:  # S, BOOL
            return value


def _from_binary(value: bytes | str) -> bytes:
    return b64decode(value) if isinstance(value, str) else value


def _from_number(text: str) -> int | Decimal:
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else number
