"""Answers made comparable: what two stores may do differently, and both be right."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, TypeAlias

from tests.simulator.dynamodb.differential.operations import Operation

__all__ = ["KNOWN", "Answer", "Known", "difference"]

Answer: TypeAlias = tuple[int, dict[str, Any]]
"""Status and body."""


@dataclass(frozen=True)
class Known:
    """Refusals, or one, in which DynamoDB Local is known to differ from AWS.

    Attributes:
        ours: matches our code and message.
        theirs: matches those of DynamoDB Local; ``answer`` is none.
        why: why ours stays.
    """

    ours: str
    theirs: str
    why: str


_SCHEMA = (
    "One of the required keys was not given a value"
    "|The number of conditions on the keys is invalid"
    "|.*Type mismatch for (Index Key|key).*"
    "|Invalid attribute value type.*"
    "|Hash primary key values must be under.*"
    "|One or more parameter values are not valid.*"
)

KNOWN = (
    Known(
        r"ValidationException (Invalid \w+Expression|Value provided in|\w+ can only).*",
        rf"(ValidationException|TransactionCanceledException) ({_SCHEMA}|.*)",
        "",
    ),
)


def difference(operation: Operation, ours: Answer, theirs: Answer) -> str | None:
    """Say in what two answers to an operation differ."""
    if ours[0] != 200 or theirs[0] != 200:
        pair = error_of(ours), error_of(theirs)
    else:
        pair = comparable(operation, ours[1]), comparable(operation, theirs[1])
    if pair[0] == pair[1]:
        return None
    ours_text, theirs_text = (json.dumps(one, sort_keys=True) for one in pair)
    return f"ours   {ours_text}\ntheirs {theirs_text}"


def error_of(answer: Answer) -> Any:
    """Return code, message and what else an error has; an answer is None."""
    status, body = answer
    if status == 200:
        return None
    code = body["__type"].rpartition("#")[2]
    message = body.get("message", body.get("Message"))
    more = {k: v for k, v in body.items() if k in ("Item", "CancellationReasons")}
    return [status, code, message, plain(more)]


def comparable(operation: Operation, body: dict[str, Any]) -> Any:
    """Return an answer without the order that nobody promises."""
    name, parameters = operation
    body = plain(body)
    if name == "BatchGetItem":
        body["Responses"] = {k: unordered(v) for k, v in body["Responses"].items()}
    ordered = name == "Query" and parameters.get("IndexName") is None
    if "Items" in body and not ordered:
        body["Items"] = unordered(body["Items"])
    if "ReturnConsumedCapacity" not in parameters:
        body.pop("ConsumedCapacity", None)
    return body


def unordered(values: list[Any]) -> list[Any]:
    """Sort values of any kind."""
    return sorted(values, key=lambda value: json.dumps(value, sort_keys=True))


def plain(value: Any) -> Any:
    """Sort the sets in a value."""
    if isinstance(value, dict):
        return {
            name: sorted(part)
            if name in ("SS", "NS", "BS") and isinstance(part, list)
            else plain(part)
            for name, part in value.items()
        }
    return [plain(part) for part in value] if isinstance(value, list) else value
