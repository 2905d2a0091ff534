"""The errors of the table service: which name, status and message each one has.

The classes carry AWS's own names, because those names travel on the wire
(``__type``) and are what callers of boto3 catch:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
"""

from __future__ import annotations

from typing import Any, ClassVar

__all__ = [
    "ConditionalCheckFailedException",
    "DynamoDBError",
    "ExpiredIteratorException",
    "IdempotentParameterMismatchException",
    "InternalServerError",
    "LimitExceededException",
    "ResourceInUseException",
    "ResourceNotFoundException",
    "SerializationException",
    "StoreDamaged",
    "StoreInUse",
    "TransactionCanceledException",
    "TrimmedDataAccessException",
    "UnknownOperationException",
    "ValidationException",
    "invalid_value",
]


class DynamoDBError(Exception):
    """An answer other than 200; ``message`` is what AWS would say."""

    status: ClassVar[int] = 400
    namespace: ClassVar[str] = "com.amazonaws.dynamodb.v20120810"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def to_body(self) -> dict[str, Any]:
        """Build the JSON body of the answer."""
        code = f"{self.namespace}#{type(self).__name__}"
        return {"__type": code, "message": self.message}


class ValidationException(DynamoDBError):
    """The request, or what it would do to the item, is not allowed."""

    namespace = "com.amazon.coral.validate"


def invalid_value(reason: str) -> ValidationException:
    """Build the error that AWS begins with these words."""
    return ValidationException(f"One or more parameter values were invalid: {reason}")


class SerializationException(DynamoDBError):
    """The body is no JSON, or a value in it has the wrong JSON type."""

    namespace = "com.amazon.coral.service"


class UnknownOperationException(DynamoDBError):
    """The target names no operation of this service."""

    namespace = "com.amazon.coral.service"


class LimitExceededException(DynamoDBError):
    """More at once than an account may do."""


class ResourceNotFoundException(DynamoDBError):
    """The table, the stream or its shard does not exist."""


class ExpiredIteratorException(DynamoDBError):
    """The shard iterator is older than it may be."""


class TrimmedDataAccessException(DynamoDBError):
    """The stream records have been removed, a day after they were written."""


class ResourceInUseException(DynamoDBError):
    """The table exists already, with another definition."""


class ConditionalCheckFailedException(DynamoDBError):
    """The condition did not hold; ``item`` is the old item when it was asked for."""

    def __init__(self, item: dict[str, Any] | None = None) -> None:
        super().__init__("The conditional request failed")
        self.item = item

    def to_body(self) -> dict[str, Any]:
        """Build the JSON body, with the old item if there is one."""
        body = super().to_body()
        return body | {"Item": self.item} if self.item else body


class IdempotentParameterMismatchException(DynamoDBError):
    """A ClientRequestToken came again, with another request."""


class TransactionCanceledException(DynamoDBError):
    """A transaction that changed nothing; a reason for each of its items says why."""

    def __init__(self, reasons: list[dict[str, Any]]) -> None:
        codes = ", ".join(reason["Code"] for reason in reasons)
        super().__init__(
            "Transaction cancelled, please refer cancellation reasons for specific "
            f"reasons [{codes}]"
        )
        self.reasons = reasons

    def to_body(self) -> dict[str, Any]:
        """Build the JSON body; as on AWS, this message is written large."""
        body = super().to_body()
        message = body.pop("message")
        return body | {"CancellationReasons": self.reasons, "Message": message}


class InternalServerError(DynamoDBError):
    """The service itself failed; the message says how."""

    status = 500


class StoreDamaged(InternalServerError):
    """The file of the tables cannot be read; nothing in it was changed."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(
            f"table file {file} is damaged ({reason}); "
            f"restore it from a copy, or delete {file}* to start with empty tables"
        )
        self.file = file
        self.reason = reason


class StoreInUse(InternalServerError):
    """Another process has the file of the tables open."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"table file {file} is in use by another process; "
            "one simulator at a time can own it"
        )
        self.file = file
