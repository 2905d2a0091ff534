"""Turns what a handler sends into the text that a client receives."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, TypeAlias

__all__ = ["Message", "to_text"]

Message: TypeAlias = Any
"""A str, bytes of UTF-8, or anything JSON can carry, Decimals of a table included."""


def to_text(message: Message) -> str:
    """
    Return `message` as the text of a frame.

    A str is itself, bytes are decoded, anything else becomes JSON.

    Raises:
        UnicodeDecodeError: If bytes are not UTF-8: API Gateway sends text only.
        TypeError: If JSON has no form for a value in `message`.
        ValueError: If a number is NaN or infinite, which JSON cannot say.
    """
    if isinstance(message, str):
        return message
    if isinstance(message, bytes | bytearray | memoryview):
        return bytes(message).decode()
    return json.dumps(
        message,
        default=_to_json,
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    )


def _to_json(value: object) -> int | float:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__qualname__} has no JSON form: {value!r}")
