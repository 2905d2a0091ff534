"""Key conditions: which rows of a table or index a query reads.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wingws_simulator.dynamodb.attribute_value import (
    AttributeValue,
    encode_scalar,
    type_of,
)
from wingws_simulator.dynamodb.errors import ValidationException
from wingws_simulator.dynamodb.position import Interval, after, hash_interval, successor
from wingws_simulator.dynamodb.table import View, check_key_values

from .condition import (
    And,
    Between,
    Compare,
    Condition,
    Function,
    In,
    Not,
    Operand,
    Or,
    Size,
)
from .condition_parser import parse_condition
from .grammar import Literal
from .path import Path
from .placeholders import Placeholders

__all__ = ["KeyCondition", "parse_key_condition"]

_PARAMETER = "KeyConditionExpression"
_MIRRORED = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class _Term:
    """What one part of the expression says of one attribute."""

    path: Path
    operator: str
    values: tuple[AttributeValue, ...]

    @property
    def name(self) -> str:
        return str(self.path.parts[0])


@dataclass(frozen=True, slots=True)
class KeyCondition:
    """A KeyConditionExpression: a term for each attribute that it mentions."""

    terms: Mapping[str, _Term]

    def interval(self, view: View) -> Interval:
        """Return where the rows lie that it means.

        Raises:
            ValidationException: it does not fit the key.
        """
        _check_terms(self.terms, view)
        hash_key, *range_key = view.key.names
        low, high = b"", None
        if len(self.terms) == 2:
            low, high = _bounds(self.terms[range_key[0]])
        (value,) = self.terms[hash_key].values
        return hash_interval(view.prefix, encode_scalar(value), low, high)


def parse_key_condition(text: str, placeholders: Placeholders) -> KeyCondition:
    """Read a KeyConditionExpression.

    Raises:
        ValidationException: AWS would not accept it.
    """
    condition = parse_condition(text, _PARAMETER, placeholders)
    terms: dict[str, _Term] = {}
    for term in map(_read_term, _conjuncts(condition)):
        if term.name in terms:
            raise ValidationException(
                f"{_PARAMETER}s must only contain one condition per key"
            )
        terms[term.name] = term
    if len(terms) > 2:
        raise ValidationException("Conditions can be of length 1 or 2 only")
    return KeyCondition(terms)


def _conjuncts(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, And):
        yield from _conjuncts(condition.left)
        yield from _conjuncts(condition.right)
    else:
        yield condition


def _read_term(condition: Condition) -> _Term:
    match condition:
        case Compare(name, Literal(), Path()) if name in _MIRRORED:
            return _term(_MIRRORED[name], condition.right, condition.left)
        case Compare(name, left, right) if name in _MIRRORED:
            return _term(name, left, right)
        case Between(operand, low, high):
            return _term("BETWEEN", operand, low, high)
        case Function("begins_with", (operand, start)):
            return _term("begins_with", operand, start)
    raise ValidationException(
        f"Invalid operator used in {_PARAMETER}: {_operator_of(condition)}"
    )


def _operator_of(condition: Condition) -> str:
    match condition:
        case Compare(name) | Function(name):
            return name
        case Or() | Not() | In():
            return type(condition).__name__.upper()
    return "AND"


def _term(operator: str, path: Operand, *operands: Operand) -> _Term:
    if isinstance(path, Size) or any(isinstance(one, Size) for one in operands):
        raise ValidationException(f"{_PARAMETER}s cannot contain nested operations")
    if not isinstance(path, Path):
        raise ValidationException(
            f"Invalid condition in {_PARAMETER}: No key attribute specified"
        )
    values = [operand.value for operand in operands if isinstance(operand, Literal)]
    if len(values) < len(operands):
        raise ValidationException(
            f"Invalid condition in {_PARAMETER}: "
            "Multiple attribute names used in one condition"
        )
    return _Term(path, operator, tuple(values))


def _check_terms(terms: Mapping[str, _Term], view: View) -> None:
    hash_key = view.key.hash_key
    if len(terms) > len(view.key.names):
        raise ValidationException("Query key condition not supported")
    for name in view.key.names[: len(terms)]:
        if name not in terms:
            raise ValidationException(
                f"Query condition missed key schema element: {name}"
            )
    if terms[hash_key].operator != "=":
        raise ValidationException("Query key condition not supported")
    for term in terms.values():
        if len(term.path.parts) > 1:
            kind = "Key" if term.name in view.table_key.names else "IndexKey"
            raise ValidationException(
                "Key attributes must be scalars; list random access '[]' and map "
                f"lookup '.' are not allowed: {kind}: {term.name}"
            )
        for value in term.values:
            if type_of(value) != view.types[term.name]:
                raise ValidationException(
                    "One or more parameter values were invalid: "
                    "Condition parameter type does not match schema type"
                )
    check_key_values(view.key, {t.name: t.values[0] for t in terms.values()})


def _bounds(term: _Term) -> tuple[bytes, bytes | None]:
    """Return the half-open interval of encoded range keys that the term allows."""
    first = encode_scalar(term.values[0])
    match term.operator:
        case "=":
            return first, after(first)
        case "<":
            return b"", first
        case "<=":
            return b"", after(first)
        case ">":
            return after(first), None
        case ">=":
            return first, None
        case "BETWEEN":
            return first, after(encode_scalar(term.values[1]))
        case _:
            # Text cannot be all FF; bytes can, and then nothing comes after them.
            return first, successor(first) if first.strip(b"\xff") else None
