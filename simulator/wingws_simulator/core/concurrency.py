"""
How many invocations may run at once: of one function, and in an account.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LEAST_UNRESERVED", "Concurrency", "Share"]

LEAST_UNRESERVED = 100
"""What must be left for functions that reserve nothing."""


@dataclass
class Share:
    """
    A part of an account's concurrency.

    Attributes:
        limit: How many invocations may run at once.
        running: How many do.
    """

    limit: int
    running: int = 0

    @property
    def is_full(self) -> bool:
        """Whether one more is throttled."""
        return self.running >= self.limit


class Concurrency:
    """
    An account's concurrency: what functions have reserved, and the rest.

    Args:
        limit: The account's.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._rest = Share(limit)
        self._reserved: dict[str, Share] = {}

    def reserve(self, name: str, limit: int | None) -> Share:
        """Return the share that a function has from now on; without limit, the rest."""
        share = self._rest
        if limit is None:
            self._reserved.pop(name, None)
        else:
            share = self._reserved.setdefault(name, Share(limit))
            share.limit = limit
        reserved = sum(each.limit for each in self._reserved.values())
        self._rest.limit = self._limit - reserved
        return share
