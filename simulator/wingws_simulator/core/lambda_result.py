"""What an invocation of a Lambda function ends with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

__all__ = ["Failed", "InvocationResult", "Returned"]


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
    There is no result: an exception, a crash, a timeout, a refusal of Lambda's.

    Attributes:
        error_type: Lambda's name of the error, or the exception's class name.
        message: Lambda's ``errorMessage``.
    """

    error_type: str
    message: str


InvocationResult: TypeAlias = Returned | Failed
