"""What an invocation of a Lambda function ends with."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

__all__ = ["Failed", "InvocationResult", "NotInvoked", "Returned"]


class Returned(NamedTuple):
    """
    The handler returned.

    Attributes:
        payload: What it returned, parsed from the JSON that Lambda carries.
    """

    payload: Any


class Failed(NamedTuple):
    """
    There is no result: an exception, a crash, a timeout.

    Attributes:
        error_type: Lambda's name of the error, or the exception's class name.
        message: Lambda's ``errorMessage``.
    """

    error_type: str
    message: str


class NotInvoked(Exception):
    """
    Lambda refuses to invoke a function.

    Attributes:
        error_type: Lambda's name of the error.
        message: Lambda's sentence.
    """

    def __init__(self, error_type: str, message: str) -> None:
        super().__init__(error_type, message)
        self.error_type = error_type
        self.message = message

    def __str__(self) -> str:
        return f"{self.error_type}: {self.message}"


InvocationResult: TypeAlias = Returned | Failed
