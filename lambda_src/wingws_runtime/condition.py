"""
Writes boto3's condition objects, as ``Key("id").eq("a")``, as expressions.

https://boto3.amazonaws.com/v1/documentation/api/latest/reference/customizations/dynamodb.html#dynamodb-conditions
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias

from boto3.dynamodb.conditions import ConditionBase, ConditionExpressionBuilder

from .table_request import CONDITIONS

__all__ = ["Condition", "with_expressions"]


class ConditionObject(Protocol):
    """A condition of `boto3.dynamodb.conditions`, made with its `Key` or `Attr`."""

    def get_expression(self) -> Any:
        """Return what boto3 makes an expression of."""


Condition: TypeAlias = str | ConditionObject
"""An expression, or one of boto3's condition objects."""

NAMES = "expression_attribute_names"
VALUES = "expression_attribute_values"


def with_expressions(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return `arguments` with text for condition objects, and with their placeholders.

    Raises:
        TypeError: If a condition is neither text nor one of boto3's.
        ValueError: If a placeholder of a condition object is given too.
    """
    builder = ConditionExpressionBuilder()
    result = dict(arguments)
    for name in CONDITIONS:
        condition = arguments.get(name, "")
        if isinstance(condition, str):
            continue
        if not isinstance(condition, ConditionBase):
            raise TypeError(
                f"{name} {condition!r} is not allowed; expected text or a condition "
                "of boto3.dynamodb.conditions"
            )
        built = builder.build_expression(condition, name.startswith("key"))
        result[name] = built.condition_expression
        _add(result, NAMES, built.attribute_name_placeholders)
        _add(result, VALUES, built.attribute_value_placeholders)
    return result


def _add(result: dict[str, Any], name: str, placeholders: Mapping[str, Any]) -> None:
    taken = result.get(name, {})
    if both := sorted(taken.keys() & placeholders.keys()):
        raise ValueError(
            f"placeholder {both[0]!r} of {name} is that of a condition object; "
            "expected another"
        )
    if placeholders:
        result[name] = {**taken, **placeholders}
