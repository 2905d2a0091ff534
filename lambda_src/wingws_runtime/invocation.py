"""Knows which handshake the running invocation decides about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["connecting", "is_connecting"]

# An execution environment handles one event at a time, on any number of threads:
# a plain global is exactly as wide as the invocation.
_connecting: str | None = None


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
