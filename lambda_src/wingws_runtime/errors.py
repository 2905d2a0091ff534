"""
What a handler, or the runtime on its behalf, can fail with.

Every error of the runtime is a :exc:`WingWsError`; each carries its facts as
attributes and builds its sentence from them.

* :exc:`WingWsError`

    * :exc:`ConnectionGone`
    * :exc:`PayloadTooLarge`
    * :exc:`NoRegistry`
    * :exc:`StateConflict`
    * :exc:`StillConnecting`
    * :exc:`ConditionFailed`
    * :exc:`TransactionCanceled`
    * :exc:`ItemTooLarge`
    * :exc:`Throttled`
    * :exc:`InvalidHandler` (a :exc:`ValueError` too)
    * :exc:`InvalidResult` (a :exc:`TypeError` too)
    * :exc:`NotInEnvironment` (a :exc:`LookupError` too)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .transactions import CancellationReason

__all__ = [
    "ConditionFailed",
    "ConnectionGone",
    "InvalidHandler",
    "InvalidResult",
    "ItemTooLarge",
    "NoRegistry",
    "NotInEnvironment",
    "PayloadTooLarge",
    "StateConflict",
    "StillConnecting",
    "Throttled",
    "TransactionCanceled",
    "WingWsError",
]


class WingWsError(Exception):
    """Root of all errors that the runtime raises."""


class ConnectionGone(WingWsError):
    """
    The client of a connection is not there: API Gateway answered 410.

    Attributes:
        connection_id: The connection that was spoken to.
    """

    def __init__(self, connection_id: str) -> None:
        super().__init__(connection_id)
        self.connection_id = connection_id

    def __str__(self) -> str:
        return f"connection {self.connection_id!r} is gone"


class PayloadTooLarge(WingWsError):
    """
    A message is longer than API Gateway delivers.

    Attributes:
        size: The message's length in bytes of UTF-8.
        limit: The longest message that is delivered, in bytes.
    """

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(size, limit)
        self.size = size
        self.limit = limit

    def __str__(self) -> str:
        return f"message has {self.size} bytes; at most {self.limit} are delivered"


class NoRegistry(WingWsError):
    """
    A handler speaks to everyone, a room or a user of an API that does not know its
    connections.

    Attributes:
        name: The API's logical name.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return (
            f"{self.name!r} does not know its connections; name them by to=…, "
            "or make it with connections=True"
        )


class StateConflict(WingWsError):
    """
    Somebody else has written the state of a connection since it was read.

    Attributes:
        connection_id: The connection.
    """

    def __init__(self, connection_id: str) -> None:
        super().__init__(connection_id)
        self.connection_id = connection_id

    def __str__(self) -> str:
        return (
            f"the state of connection {self.connection_id!r} was written since it was "
            "read; nothing was written now"
        )


class StillConnecting(WingWsError):
    """
    A connection is registered once its `on_connect` has returned, and not before.

    Attributes:
        connection_id: The connection.
    """

    def __init__(self, connection_id: str) -> None:
        super().__init__(connection_id)
        self.connection_id = connection_id

    def __str__(self) -> str:
        return (
            f"connection {self.connection_id!r} is registered when its on_connect has "
            "returned; return Accept(user=…, rooms=[…]) from it"
        )


class NotAtRunTime(WingWsError, RuntimeError):
    """
    A handler came to code that uses a name of deploy time, such as ``pulumi``.

    Attributes:
        name: The name.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"{self.name!r} exists at deploy time only; call this code there"


class ConditionFailed(WingWsError):
    """
    A write did not happen because its `condition_expression` was false.

    Attributes:
        table: The table's logical name.
        condition_expression: The condition, as DynamoDB got it.
        item: The item that is there, where
            `return_values_on_condition_check_failure="ALL_OLD"` asked for it; else
            None, as where there is none.
    """

    def __init__(
        self,
        table: str,
        condition_expression: str,
        item: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(table, condition_expression, item)
        self.table = table
        self.condition_expression = condition_expression
        self.item = item

    def __str__(self) -> str:
        return (
            f"condition {self.condition_expression!r} is false for the item "
            f"in {self.table}; nothing was written"
        )


class TransactionCanceled(WingWsError):
    """
    A transaction did not happen, neither in whole nor in part.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CancellationReason.html

    Attributes:
        table: The logical name of the table whose method was called.
        reasons: One for each item of the transaction, in their order.
    """

    def __init__(self, table: str, reasons: Sequence[CancellationReason]) -> None:
        super().__init__(table, reasons)
        self.table = table
        self.reasons = reasons

    def __str__(self) -> str:
        codes = ", ".join(
            f"{reason.code} at item {index}"
            for index, reason in enumerate(self.reasons)
            if reason.code != "None"
        )
        return (
            f"transaction of {self.table} was cancelled: {codes or 'no reason given'}"
        )


class ItemTooLarge(WingWsError):
    """
    An item would be larger than the 400 KB that DynamoDB stores; nothing was written.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html

    Attributes:
        table: The logical name of the table whose method was called.
    """

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table

    def __str__(self) -> str:
        return f"item in {self.table} would be larger than 400 KB; nothing was written"


class Throttled(WingWsError):
    """
    A table has no throughput left, after all the retries.

    A batch may have been done in part; its puts and deletes may be done again.

    Attributes:
        table: The table's logical name.
        operation: The method that was called, e.g. ``put_item``.
    """

    def __init__(self, table: str, operation: str) -> None:
        super().__init__(table, operation)
        self.table = table
        self.operation = operation

    def __str__(self) -> str:
        return f"{self.operation} of {self.table} was throttled, after all the retries"


class InvalidHandler(WingWsError, ValueError):
    """
    A function cannot be called as a handler of its kind.

    Attributes:
        name: The function's name, or the text of what is no function.
        given: What it takes, e.g. ``(a, b, c)``, or what else is wrong with it.
        allowed: What a handler of its kind takes.
    """

    def __init__(self, name: str, given: str, allowed: str) -> None:
        super().__init__(name, given, allowed)
        self.name = name
        self.given = given
        self.allowed = allowed

    def __str__(self) -> str:
        return f"handler {self.name} {self.given}; expected {self.allowed}"


class InvalidResult(WingWsError, TypeError):
    """
    A handler returned something that API Gateway has no use for.

    Attributes:
        result: What was returned.
        allowed: What may be returned.
    """

    def __init__(self, result: object, allowed: str) -> None:
        super().__init__(result, allowed)
        self.result = result
        self.allowed = allowed

    def __str__(self) -> str:
        return f"handler returned {self.result!r}; expected {self.allowed}"


class NotInEnvironment(WingWsError, LookupError):
    """
    The function's environment does not hold what its code asks for.

    Attributes:
        section: ``websockets``, ``tables``, ``outputs`` or ``parameters``.
        name: The name that is missing.
        known: The names that are there.
    """

    def __init__(self, section: str, name: str, known: Collection[str]) -> None:
        super().__init__(section, name, known)
        self.section = section
        self.name = name
        self.known = known

    def __str__(self) -> str:
        known = ", ".join(sorted(self.known)) or "nothing"
        return f"{self.name!r} is not among the {self.section}; there is {known}"


def error_code(response: Mapping[str, Any]) -> str:
    """Return AWS's name of the error in a botocore `ClientError.response`."""
    return str(response.get("Error", {}).get("Code", ""))
