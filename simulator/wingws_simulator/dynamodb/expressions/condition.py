"""Conditions: which items a ConditionExpression or FilterExpression lets pass.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
"""

from __future__ import annotations

import operator
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

from wingws_simulator.dynamodb.attribute_value import (
    SCALARS,
    AttributeValue,
    Item,
    encode_scalar,
    sort_key,
    type_of,
)

from .grammar import Literal
from .path import Path, get_path

__all__ = [
    "And",
    "Between",
    "Compare",
    "Condition",
    "Function",
    "In",
    "Not",
    "Operand",
    "Or",
    "Size",
    "holds",
    "paths_in",
]


@dataclass(frozen=True, slots=True)
class Size:
    """The function ``size``, the only one that is an operand."""

    operand: Operand


@dataclass(frozen=True, slots=True)
class Compare:
    """``left = right`` and the other five operators."""

    operator: str
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class Between:
    """``operand BETWEEN low AND high``, both included."""

    operand: Operand
    low: Operand
    high: Operand


@dataclass(frozen=True, slots=True)
class In:
    """``operand IN (option, …)``."""

    operand: Operand
    options: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Function:
    """A function that is true or false."""

    name: str
    operands: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class And:
    """Both hold."""

    left: Condition
    right: Condition


@dataclass(frozen=True, slots=True)
class Or:
    """One of the two holds."""

    left: Condition
    right: Condition


@dataclass(frozen=True, slots=True)
class Not:
    """The other does not hold."""

    condition: Condition


Operand: TypeAlias = Path | Literal | Size
Condition: TypeAlias = Compare | Between | In | Function | And | Or | Not


def holds(condition: Condition, item: Item) -> bool:
    """Say whether the item fulfils the condition."""
    match condition:
        case And(left, right):
            return holds(left, item) and holds(right, item)
        case Or(left, right):
            return holds(left, item) or holds(right, item)
        case Not(inner):
            return not holds(inner, item)
        case Compare(name, left, right):
            return _compare(name, _value(left, item), _value(right, item))
        case Between(operand, low, high):
            value = _value(operand, item)
            above = _compare(">=", value, _value(low, item))
            return above and _compare("<=", value, _value(high, item))
        case In(operand, options):
            value = _value(operand, item)
            return any(_compare("=", value, _value(one, item)) for one in options)
        case Function(name, operands):
            return _FUNCTIONS[name](*(_value(operand, item) for operand in operands))


def paths_in(node: object) -> Iterator[Path]:
    """Walk over the document paths that a condition mentions."""
    if isinstance(node, Path):
        yield node
    elif isinstance(node, tuple):
        for member in node:
            yield from paths_in(member)
    elif isinstance(node, Condition | Size):
        for field in fields(node):
            yield from paths_in(getattr(node, field.name))


def _value(operand: Operand, item: Item) -> AttributeValue | None:
    match operand:
        case Literal(value):
            return value
        case Path():
            return get_path(item, operand)
        case Size(inner):
            size = _size(_value(inner, item))
            return None if size is None else {"N": str(size)}


def _size(value: AttributeValue | None) -> int | None:
    match value:
        case {"S": text}:
            return len(text.encode("utf-16-le")) // 2  # Java's length of a string
        case {"B": encoded}:
            return len(b64decode(encoded))
        case {"SS": content} | {"NS": content} | {"BS": content}:
            return len(content)
        case {"L": content} | {"M": content}:
            return len(content)
    return None


_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _compare(
    name: str, left: AttributeValue | None, right: AttributeValue | None
) -> bool:
    if name == "<>":  # holds too where one side is missing, as on AWS
        return not _compare("=", left, right)
    if left is None or right is None:
        return False
    if name == "=":
        return left == right
    if type_of(left) != type_of(right) or type_of(left) not in SCALARS:
        return False
    return _ORDER[name](sort_key(left), sort_key(right))


def _attribute_exists(value: AttributeValue | None) -> bool:
    return value is not None


def _attribute_not_exists(value: AttributeValue | None) -> bool:
    return value is None


def _attribute_type(value: AttributeValue | None, tag: AttributeValue | None) -> bool:
    return value is not None and tag == {"S": type_of(value)}


def _begins_with(value: AttributeValue | None, start: AttributeValue | None) -> bool:
    if value is None or start is None or not _are_texts(value, start):
        return False
    return encode_scalar(value).startswith(encode_scalar(start))


def _contains(value: AttributeValue | None, part: AttributeValue | None) -> bool:
    if value is None or part is None:
        return False
    if _are_texts(value, part):
        return encode_scalar(part) in encode_scalar(value)
    match value, part:
        case (
            ({"SS": members}, {"S": member})
            | ({"NS": members}, {"N": member})
            | ({"BS": members}, {"B": member})
        ):
            return member in members
        case {"L": elements}, _:
            return part in elements
    return False


def _are_texts(one: AttributeValue, two: AttributeValue) -> bool:
    return type_of(one) == type_of(two) and type_of(one) in ("S", "B")


_FUNCTIONS: dict[str, Callable[..., bool]] = {
    "attribute_exists": _attribute_exists,
    "attribute_not_exists": _attribute_not_exists,
    "attribute_type": _attribute_type,
    "begins_with": _begins_with,
    "contains": _contains,
}
