"""What an invocation of a Lambda function ends with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

__all__ = ["Failed", "InvocationResult", "NotInvoked", "Returned"]


@dataclass(frozen=True)
class Returned:
    """
    The handler returned.

    Attributes:
        payload: What it returned, parsed from the JSON that Lambda carries.
    """

    payload: Any


@dataclass(frozen=True)
class Failed:
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
