"""Knows what the running invocation is about, what time it is, and what is left."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

__all__ = [
    "SHARE",
    "connecting",
    "is_connecting",
    "is_ours",
    "note_context",
    "note_request",
    "now",
    "time_limit",
]

SHARE = "wingwsBroadcast"
"""The key of an event by which a function invokes itself; no event of AWS's has it."""

# An execution environment handles one event at a time, on any number of threads:
# a plain global is exactly as wide as the invocation.
_connecting: str | None = None
_context: Any = None
_request: Mapping[str, Any] = {}

UNKNOWN_TIME = 10.0

USED_TIME = 0.9
"""Which share of the remaining time may be used: who waits wants to hear the result."""


@contextmanager
def connecting(connection_id: str) -> Iterator[None]:
    """Mark `connection_id` as not open yet, for as long as its `on_connect` runs."""
    global _connecting
    _connecting = connection_id
    try:
        yield
    finally:
        _connecting = None


def is_connecting(connection_id: str) -> bool:
    """Return whether the `on_connect` of `connection_id` is running."""
    return _connecting == connection_id


def note_request(request: Mapping[str, Any]) -> None:
    """Take note of the `requestContext` of the event that begins, empty without one."""
    global _request
    _request = request


def now() -> float:
    """
    Return when the running event came, in seconds since 1970.

    By API Gateway's clock, which ends connections; of events of others, and outside of
    any, by that of this machine.
    """
    milliseconds = _request.get("requestTimeEpoch")
    return time.time() if milliseconds is None else float(milliseconds) / 1000


def note_context(context: Any) -> None:
    """Take note of Lambda's context of the invocation that begins."""
    global _context
    _context = context


def is_ours() -> bool:
    """Return whether the function that runs was made by :func:`entry`."""
    return hasattr(_context, "get_remaining_time_in_millis")


def time_limit() -> float:
    """Return how many seconds something may take now; 9 if nobody knows."""
    remaining = UNKNOWN_TIME
    if is_ours():
        remaining = _context.get_remaining_time_in_millis() / 1000
    return USED_TIME * remaining
