"""
Tells which of the errors here is one of DynamoDB's.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import (
    ConditionFailed,
    ItemTooLarge,
    Throttled,
    TransactionCanceled,
    WingWsError,
    error_code,
)
from .table_results import read
from .transactions import CancellationReason

__all__ = ["table_error"]

THROTTLED = {
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
}

# "Item size has exceeded the maximum allowed size" and "Item size to update has …": a
# ValidationException has no other mark.
TOO_LARGE = "Item size "


def table_error(
    table: str, operation: str, request: Mapping[str, Any], response: Mapping[str, Any]
) -> WingWsError | None:
    """
    Return the error for what DynamoDB answered, None if there is none for it.

    Args:
        table: The table's logical name.
        operation: The method that was called.
        request: The parameters of the request.
        response: That of botocore's `ClientError`.
    """
    code = error_code(response)
    if code == "ConditionalCheckFailedException":
        condition = request.get("ConditionExpression", "")
        return ConditionFailed(table, condition, read(response, "Item"))
    if code == "TransactionCanceledException":
        reasons = map(_reason, response.get("CancellationReasons", []))
        return TransactionCanceled(table, [*reasons])
    if code in THROTTLED:
        return Throttled(table, operation)
    is_too_large = response.get("Error", {}).get("Message", "").startswith(TOO_LARGE)
    if code == "ValidationException" and is_too_large:
        return ItemTooLarge(table)
    return None


def _reason(answer: Mapping[str, Any]) -> CancellationReason:
    return CancellationReason(
        answer.get("Code", "None"), answer.get("Message"), read(answer, "Item")
    )
