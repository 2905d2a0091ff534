"""What tests give, held against what is allowed, ahead of everything else.

All raise TypeError or ValueError, which say what was given, and then what is allowed.
"""

import json
import math
from collections.abc import Mapping
from typing import Any

from ..conversations import can_be_sent

__all__ = ["check_close", "check_mapping", "check_seconds", "check_text", "to_frame"]

__tracebackhide__ = True  # pytest then shows the test's own line

_LONGEST_REASON = 123
"""Bytes of UTF-8: https://www.rfc-editor.org/rfc/rfc6455#section-5.5"""


def check_seconds(name: str, value: object) -> float:
    """Return a number of seconds, or of minutes or hours, that is not negative."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value < math.inf:  # type: ignore[operator]
        raise ValueError(f"{name} {value!r} is not allowed; expected a number from 0")
    return float(value)  # type: ignore[arg-type]


def check_text(name: str, value: object) -> str:
    """Return text that UTF-8 can carry, as a frame does."""
    if not isinstance(value, str):
        raise TypeError(f"{name} {value!r} is not allowed; expected text")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError(
            f"{name} {value!r} is not allowed; expected text that UTF-8 can carry"
        ) from None
    return value


def check_mapping(name: str, value: object, example: str) -> Mapping[str, Any]:
    """Return a dict by names; ``example`` is one, for the error."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise TypeError(
            f"{name} {value!r} is not allowed; expected a dict as {example}"
        )
    return value


def check_close(code: object, reason: object) -> None:
    """Check how a client wants to close: https://www.rfc-editor.org/rfc/rfc6455#section-7.4"""
    if type(code) is not int or not can_be_sent(code):
        raise ValueError(
            f"close code {code!r} is not allowed; "
            "expected 1000 to 1003, 1007 to 1014, or 3000 to 4999"
        )
    if len(check_text("reason", reason).encode()) > _LONGEST_REASON:
        raise ValueError(
            f"reason {reason!r} is too long; expected {_LONGEST_REASON} bytes at most"
        )


def to_frame(message: object) -> str | bytes:
    """Return what is sent: text and bytes as they are, anything else as JSON."""
    if isinstance(message, bytes):
        return message
    if isinstance(message, str):
        return check_text("message", message)
    try:
        return json.dumps(message, allow_nan=False)
    except (TypeError, ValueError) as exc:
        raise type(exc)(
            f"message {message!r} cannot be sent: {exc}; "
            "expected text, bytes, or what JSON can carry"
        ) from None
