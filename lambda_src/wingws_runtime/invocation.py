"""Knows what the running invocation is about: which handshake, and what time it is."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

__all__ = ["begin", "connecting", "is_connecting", "now"]

# An execution environment handles one event at a time, on any number of threads:
# a plain global is exactly as wide as the invocation.
_connecting: str | None = None
_context: Mapping[str, Any] = {}


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


def begin(request_context: Mapping[str, Any]) -> None:
    """Note the `requestContext` of the event that is handled from now on, if any."""
    global _context
    _context = request_context


def now() -> float:
    """
    Return when the running event came, in seconds since 1970.

    By API Gateway's clock, which ends connections; of events of others, and outside of
    any, by that of this machine.
    """
    milliseconds = _context.get("requestTimeEpoch")
    return time.time() if milliseconds is None else float(milliseconds) / 1000
