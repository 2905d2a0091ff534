"""Where an event of a function comes from."""

from __future__ import annotations

from typing import TypeAlias

__all__ = ["BY_HAND", "ORIGIN_FIELDS", "STREAM", "Origin"]

Origin: TypeAlias = tuple[str | None, str | None, str | None, str | None]
"""
What an invocation is for, by `ORIGIN_FIELDS`.

First its type: `CONNECT`, `MESSAGE`, `DISCONNECT`, `AUTHORIZER` or `STREAM`; None if
somebody invokes the function by hand. A plain tuple: each message has one, and few
are looked at.

"""

ORIGIN_FIELDS = ("event_type", "api_id", "connection_id", "message_id")

STREAM: Origin = ("STREAM", None, None, None)
BY_HAND: Origin = (None, None, None, None)
