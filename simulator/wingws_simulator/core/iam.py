"""
What policy statements say about an action: IAM's evaluation, for one policy.

An explicit deny wins over any allow; what no statement mentions is denied implicitly.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html

"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from re import Pattern
from typing import Any

from .iam_condition import Condition
from .iam_pattern import action_pattern, resource_pattern

__all__ = ["Decision", "PolicyError", "Statement", "allows_all", "evaluate"]

# An id that no pattern spells: what matches it matches any.
_ANY_ID = "\0" * 64

_ELEMENTS = frozenset(
    {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"}
)


class Decision(Enum):
    """What a policy says about one action on one resource."""

    ALLOW = "allow"
    EXPLICIT_DENY = "explicit deny"
    IMPLICIT_DENY = "implicit deny"


class PolicyError(ValueError):
    """A statement is not one; the text names the element."""


@dataclass(frozen=True)
class Statement:
    """
    A statement of an identity's policy.

    Attributes:
        effect: What it decides where it applies.
        applies_to_action: Whether it is about an action.
        applies_to_resource: Whether it is about a resource.
        condition: What must be true besides.
        is_negated: Whether it says what it is not about.

    """

    effect: Decision
    applies_to_action: Callable[[str], object]
    applies_to_resource: Callable[[str], object]
    condition: Condition
    is_negated: bool = False

    @classmethod
    def parse(cls, statement: object) -> Statement:
        """
        Read a statement as JSON has it.

        Raises:
            PolicyError: If IAM would not take it.

        """
        if not isinstance(statement, Mapping):
            raise PolicyError(f"statement {statement!r} is invalid; expected an object")
        if unknown := sorted(map(str, statement.keys() - _ELEMENTS)):
            raise PolicyError(
                f"statement has {unknown}; expected some of {sorted(_ELEMENTS)}"
            )
        try:
            condition = Condition.parse(statement.get("Condition", {}))
        except ValueError as exc:
            raise PolicyError(str(exc)) from exc
        return cls(
            _to_effect(statement.get("Effect")),
            _to_test(statement, "Action", action_pattern),
            _to_test(statement, "Resource", resource_pattern),
            condition,
            is_negated="NotAction" in statement or "NotResource" in statement,
        )

    def applies(self, action: str, resource: str, context: Mapping[str, str]) -> bool:
        """Tell whether the statement is about this action on this resource."""
        return bool(
            self.applies_to_action(action)
            and self.applies_to_resource(resource)
            and (not self.condition.clauses or self.condition.holds(context))
        )


def evaluate(
    statements: Iterable[Statement | Mapping[str, Any]],
    *,
    action: str,
    resource: str,
    context: Mapping[str, str] | None = None,
) -> Decision:
    """
    Decide about one action on one resource.

    Args:
        statements: All that apply to the caller, parsed or as JSON has them.
        action: For example `dynamodb:PutItem`.
        resource: ARN of the resource.
        context: Condition keys and their values, for example `aws:SourceIp`.

    Raises:
        PolicyError: If one of the statements isn't one.

    """
    parsed = [
        statement if isinstance(statement, Statement) else Statement.parse(statement)
        for statement in statements
    ]
    values = {name.lower(): value for name, value in context.items()} if context else {}
    decision = Decision.IMPLICIT_DENY
    for statement in parsed:
        if statement.applies(action, resource, values):
            decision = statement.effect
            if decision is Decision.EXPLICIT_DENY:
                break
    return decision


def allows_all(statements: Iterable[Statement], action: str, prefix: str) -> bool:
    """
    Tell whether an action is surely allowed on resources of all ids.

    It is not sure where a statement denies something, has a condition, or says what it
    is not about.

    Args:
        statements: All that apply to the caller.
        action: For example `execute-api:ManageConnections`.
        prefix: What is before the id in the ARNs.

    """
    are_sure = True
    is_allowed = False
    for each in statements:
        is_plain = not each.condition.clauses and not each.is_negated
        are_sure = are_sure and each.effect is Decision.ALLOW
        is_allowed |= is_plain and each.applies(action, prefix + _ANY_ID, {})
    return are_sure and is_allowed


def _to_effect(effect: object) -> Decision:
    if effect == "Allow":
        return Decision.ALLOW
    if effect == "Deny":
        return Decision.EXPLICIT_DENY
    raise PolicyError(f"Effect {effect!r} is invalid; expected 'Allow' or 'Deny'")


def _to_test(
    statement: Mapping[str, Any],
    element: str,
    to_pattern: Callable[[str], Pattern[str]],
) -> Callable[[str], object]:
    """Return the test that an element, or its Not form, stands for."""
    negated = f"Not{element}"
    if (element in statement) == (negated in statement):
        raise PolicyError(f"statement needs either {element} or {negated}")
    is_negated = negated in statement
    value = statement[negated if is_negated else element]
    patterns = [value] if isinstance(value, str) else value
    if not isinstance(patterns, list | tuple) or not patterns:
        raise PolicyError(f"{element} {value!r} is invalid; expected text or a list")
    if not all(isinstance(pattern, str) for pattern in patterns):
        raise PolicyError(f"{element} {value!r} is invalid; expected a list of text")
    matches = [to_pattern(pattern).fullmatch for pattern in patterns]
    if len(matches) == 1 and not is_negated:  # as nearly always
        return matches[0]
    return lambda text: is_negated != any(match(text) for match in matches)
