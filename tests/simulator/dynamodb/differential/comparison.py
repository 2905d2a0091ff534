"""Answers made comparable: what two stores may do differently, and both be right."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, TypeAlias

from tests.simulator.dynamodb.differential.known import is_about_keys, is_known
from tests.simulator.dynamodb.differential.operations import Operation

__all__ = ["Answer", "difference"]

Answer: TypeAlias = tuple[int, dict[str, Any]]
"""Status and body."""


def difference(operation: Operation, ours: Answer, theirs: Answer) -> str | None:
    """Say in what two answers to an operation differ, if not in what is known."""
    if ours[0] != 200 or theirs[0] != 200:
        pair = refusal(ours), refusal(theirs)
        same = pair[0] == pair[1] or is_known(pair[0], pair[1])
    else:
        pair = tuple(
            json.dumps(comparable(operation, body), sort_keys=True)
            for _, body in (ours, theirs)
        )
        same = pair[0] == pair[1]
    return None if same else f"ours   {pair[0]}\ntheirs {pair[1]}"


def refusal(answer: Answer) -> str:
    """Return code, message and reasons as one text; `answer` if nothing is refused."""
    status, body = answer
    if status == 200:
        return "answer"
    code = body["__type"].rpartition("#")[2]
    message = body.get("message", body.get("Message"))
    more = {k: v for k, v in body.items() if k in ("Item", "CancellationReasons")}
    for reason in more.get("CancellationReasons", ()):
        if is_about_keys(reason.get("Message", "")):
            reason["Message"] = "about keys"
    shown = f" {json.dumps(plain(more), sort_keys=True)}" if more else ""
    return _plain_message(f"{code} {message}{shown}")


def _plain_message(text: str) -> str:
    text = text.replace("request failed.", "request failed")
    text = re.sub(r"valid types: \{.*?\}", "valid types", text)
    text = re.sub(r"AttributeValue: \{[^}]*\}", "AttributeValue", text)
    return re.sub(r"path two: \[.*?\]+", "path two", text)


def comparable(operation: Operation, body: dict[str, Any]) -> Any:
    """Return an answer without the order that nobody promises."""
    name, parameters = operation
    body = plain(body)
    if name == "BatchGetItem":
        body["Responses"] = {k: unordered(v) for k, v in body["Responses"].items()}
    if _updates_parts(operation) and "Attributes" in body:
        body["Attributes"] = sorted(body["Attributes"])
    ordered = name == "Query" and parameters.get("IndexName") is None
    if "Items" in body and not ordered:
        body["Items"] = unordered(body["Items"])
    if not _has_capacity(operation, body):
        body.pop("ConsumedCapacity", None)
    if isinstance(body.get("ConsumedCapacity"), list):
        body["ConsumedCapacity"] = unordered(body["ConsumedCapacity"])
    return body


def _updates_parts(operation: Operation) -> bool:
    """Say whether an update tells of attributes of which it changes a part."""
    _, parameters = operation
    told = parameters.get("ReturnValues", "").startswith("UPDATED")
    return told and bool(re.search(r"[.\[]", parameters["UpdateExpression"]))


def _has_capacity(operation: Operation, body: dict[str, Any]) -> bool:
    """Say whether an answer has a capacity that both count in the same way."""
    name, parameters = operation
    if "ReturnConsumedCapacity" not in parameters or body.get("ScannedCount") == 0:
        return False
    if name == "Scan" and parameters.get("IndexName") == "local":
        return False
    if name in ("BatchGetItem", "TransactWriteItems"):
        return False
    return name != "BatchWriteItem" or "DeleteRequest" not in json.dumps(parameters)


def unordered(values: list[Any]) -> list[Any]:
    """Sort values of any kind."""
    return sorted(values, key=lambda value: json.dumps(value, sort_keys=True))


def plain(value: Any) -> Any:
    """Sort the sets in a value, and write its numbers in one form."""
    if isinstance(value, dict):
        return {name: _plain_part(name, part) for name, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, list) else value


def _plain_part(name: str, part: Any) -> Any:
    if name == "N" and isinstance(part, str):
        return str(Decimal(part).normalize() + 0)
    if name == "NS" and isinstance(part, list):
        return sorted(str(Decimal(member).normalize() + 0) for member in part)
    if name in ("SS", "BS") and isinstance(part, list):
        return sorted(part)
    return plain(part)
