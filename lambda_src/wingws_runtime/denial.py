"""
Tells what to do about a call that IAM has denied, below AWS's own sentence.

https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["explain_denials"]

DENIAL = re.compile(
    r"is not authorized to perform: (?P<action>[\w-]+:\w+) on resource: (?P<arn>\S+)"
    r"(?P<explicit> with an explicit deny)?"
)

TABLE_METHODS = {
    "dynamodb:BatchGetItem": "batch_get_item",
    "dynamodb:BatchWriteItem": "batch_write_item",
    "dynamodb:ConditionCheckItem": "transact_write_items",
    "dynamodb:DeleteItem": "delete_item",
    "dynamodb:GetItem": "get_item",
    "dynamodb:PutItem": "put_item",
    "dynamodb:Query": "query",
    "dynamodb:Scan": "scan",
    "dynamodb:UpdateItem": "update_item",
}
WEBSOCKET_METHODS = {
    "POST": "send_message",
    "DELETE": "disconnect",
    "GET": "get_connection",
}


def explain_denials(error: BaseException) -> None:
    """Add a note with the remedy to each denial among `error` and its causes."""
    for each in _related(error, set()):
        # AWS's SDK keeps the service's answer at its exceptions.
        denial = DENIAL.search(str(each)) if hasattr(each, "response") else None
        if denial and not getattr(each, "__notes__", None):
            remedy = _take_out if denial["explicit"] else _add
            each.add_note(remedy(denial["action"], denial["arn"]))


def _related(error: BaseException | None, seen: set[int]) -> Iterator[BaseException]:
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    yield error
    members = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for other in (error.__cause__, error.__context__, *members):
        yield from _related(other, seen)


def _take_out(action: str, arn: str) -> str:
    return (
        f"a statement of the handler's role denies {action} on {arn}: it wins over all "
        "that allow it; take it out of grants=[…]"
    )


def _add(action: str, arn: str) -> str:
    method = _method(action, arn)
    instead = f"call {method}(…) of what you captured, or " if method else ""
    return (
        f"the handler's role lacks {action} on {arn}: it has what the handler's code "
        f"calls and no more; {instead}add the statement by grants=[…]"
    )


def _method(action: str, arn: str) -> str | None:
    """Return the handler-time method that an action belongs to, if there is one."""
    if action == "execute-api:ManageConnections":
        verb = arn.partition("/@connections/")[0].rpartition("/")[2]
        return WEBSOCKET_METHODS.get(verb)
    return TABLE_METHODS.get(action)
