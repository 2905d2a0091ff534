"""
Conditions of policy statements.

All operators of a condition must hold, and of each operator all keys; of the values
at a key one is enough. A key that the request does not have fails an operator, unless
it is a negated one or ends in `IfExists`.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html

"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from ipaddress import ip_address, ip_network

from .iam_pattern import matches, matches_arn_parts

__all__ = ["Condition"]

_Test = Callable[[str, str], bool]
"""Tells whether a value of the policy and one of the request go together."""


def _ignoring_case(wanted: str, value: str) -> bool:
    return wanted.lower() == value.lower()


def _compare(compare: Callable[[Decimal, Decimal], bool]) -> _Test:
    def test(wanted: str, value: str) -> bool:
        try:
            return compare(Decimal(value), Decimal(wanted))
        except InvalidOperation:
            return False

    return test


def _is_in_network(wanted: str, value: str) -> bool:
    try:
        return ip_address(value) in ip_network(wanted, strict=False)
    except ValueError:
        return False


_TESTS: Mapping[str, _Test] = {
    "StringEquals": operator.eq,
    "StringEqualsIgnoreCase": _ignoring_case,
    "StringLike": matches,
    "ArnEquals": matches_arn_parts,
    "ArnLike": matches_arn_parts,
    "Bool": _ignoring_case,
    "NumericEquals": _compare(operator.eq),
    "NumericLessThan": _compare(operator.lt),
    "NumericLessThanEquals": _compare(operator.le),
    "NumericGreaterThan": _compare(operator.gt),
    "NumericGreaterThanEquals": _compare(operator.ge),
    "IpAddress": _is_in_network,
}

_NEGATED: Mapping[str, str] = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NumericNotEquals": "NumericEquals",
    "NotIpAddress": "IpAddress",
}

_NULL = "Null"
_IF_EXISTS = "IfExists"


@dataclass(frozen=True)
class _Clause:
    """One operator at one key."""

    operator: str
    key: str
    values: tuple[str, ...]

    def holds(self, context: Mapping[str, str]) -> bool:
        value = context.get(self.key)
        if self.operator == _NULL:
            return (value is None) == (self.values[0].lower() == "true")
        name = self.operator.removesuffix(_IF_EXISTS)
        is_negated = name in _NEGATED
        if value is None:
            return is_negated or name != self.operator
        test = _TESTS[_NEGATED.get(name, name)]
        return is_negated != any(test(wanted, value) for wanted in self.values)


@dataclass(frozen=True)
class Condition:
    """The Condition element of a statement; without clauses it always holds."""

    clauses: tuple[_Clause, ...]

    @classmethod
    def parse(cls, condition: object) -> Condition:
        """
        Read a condition as JSON has it.

        Raises:
            ValueError: If it isn't one, or has an operator that is not known here.

        """
        if not isinstance(condition, Mapping):
            raise ValueError(f"Condition {condition!r} is invalid; expected an object")
        return cls(
            tuple(
                _Clause(name, key.lower(), _to_values(value))
                for name, keys in condition.items()
                for key, value in _check_keys(name, keys).items()
            )
        )

    def holds(self, context: Mapping[str, str]) -> bool:
        """Tell whether all clauses hold; the names in `context` are lower case."""
        return all(clause.holds(context) for clause in self.clauses)


def _check_keys(name: str, keys: object) -> Mapping[str, object]:
    """Return the keys and values of an operator, if it is one."""
    known = {*_TESTS, *_NEGATED, _NULL}
    if name not in known and name.removesuffix(_IF_EXISTS) not in known - {_NULL}:
        raise ValueError(
            f"condition operator {name!r} is unknown; expected one of {sorted(known)}"
        )
    if isinstance(keys, Mapping) and all(isinstance(key, str) for key in keys):
        return keys
    raise ValueError(f"{name} {keys!r} is invalid; expected keys and their values")


def _to_values(value: object) -> tuple[str, ...]:
    """Return the values at a key as text; JSON may have them as numbers too."""
    values = value if isinstance(value, list | tuple) else [value]
    if not values or not all(isinstance(v, str | int | float) for v in values):
        raise ValueError(f"condition value {value!r} is invalid; expected text")
    return tuple(str(v) for v in values)
