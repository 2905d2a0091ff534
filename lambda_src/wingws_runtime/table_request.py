"""
Writes what a method of a table was given in DynamoDB's words.

``key={"id": "a"}`` becomes ``"Key": {"id": {"S": "a"}}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from .attribute_value import to_item

__all__ = [
    "CONDITIONS",
    "CapacityDetail",
    "MetricsDetail",
    "Names",
    "OldValues",
    "ReturnValues",
    "Select",
    "given",
    "to_wire",
]

Names: TypeAlias = Mapping[str, str]
"""Stand-ins for attribute names in expressions, e.g. ``{"#n": "name"}``."""

OldValues: TypeAlias = Literal["NONE", "ALL_OLD"]
"""Whether the item comes back as it was before."""

ReturnValues: TypeAlias = Literal[
    "NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"
]
"""Which attributes an update returns: of the item before it or after."""

CapacityDetail: TypeAlias = Literal["INDEXES", "TOTAL", "NONE"]
"""How much DynamoDB says of the capacity units that a request took."""

MetricsDetail: TypeAlias = Literal["SIZE", "NONE"]
"""Whether DynamoDB says how large the items of the same hash key are."""

Select: TypeAlias = Literal[
    "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "SPECIFIC_ATTRIBUTES", "COUNT"
]
"""What a page has of each item; `COUNT` is of none but how many they are."""

CONDITIONS = ("key_condition_expression", "filter_expression", "condition_expression")
ITEMS = {"item", "key", "expression_attribute_values", "exclusive_start_key"}


def given(arguments: Mapping[str, Any], *besides: str) -> dict[str, Any]:
    """Return the arguments of a method that were given, but `self` and `besides`."""
    return {
        name: value
        for name, value in arguments.items()
        if value is not None and name not in ("self", *besides)
    }


def to_wire(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the parameters of a request, by DynamoDB's names.

    Raises:
        TypeError: If DynamoDB has no form for a value.
        ValueError: If it has one, but takes no such value.
    """
    if any(not isinstance(arguments.get(name, ""), str) for name in CONDITIONS):
        # Imported here because most handlers do without: it imports boto3.
        from .condition import with_expressions

        arguments = with_expressions(arguments)
    return {
        _wire_name(name): to_item(value) if name in ITEMS else value
        for name, value in arguments.items()
    }


def _wire_name(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))
