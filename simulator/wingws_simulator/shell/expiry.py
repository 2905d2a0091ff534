"""
Removes items that have expired, some time after they have.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
"""

from __future__ import annotations

import asyncio
import logging
import time

from ..dynamodb import DynamoDB
from ..dynamodb.errors import DynamoDBError

__all__ = ["Expiry"]

_PATIENCE = 60.0
"""Seconds to the next try, after one that failed."""

logger = logging.getLogger(__name__)


class Expiry:
    """
    Wakes up when the first item is due, and otherwise not at all.

    Args:
        dynamodb: The tables.
        delay: How long after it has expired an item is removed, in seconds.

    """

    def __init__(self, dynamodb: DynamoDB, *, delay: float) -> None:
        self._dynamodb = dynamodb
        self._delay = delay
        self._timer: asyncio.TimerHandle | None = None
        self._due = float("inf")

    def start(self) -> None:
        """Remove items from now on."""
        self._dynamodb.tell_expiry(self._note)
        first = self._dynamodb.first_expiry(now=time.time())
        if first is not None:
            self._note(first)

    def stop(self) -> None:
        """Remove no more."""
        if self._timer is not None:
            self._timer.cancel()

    def _note(self, at: float) -> None:
        """Be there when an item is due: not at once, even if it has long expired."""
        due = max(at, time.time()) + self._delay
        if due < self._due:
            self._look_at(due)

    def _look_at(self, due: float) -> None:
        self.stop()
        self._due = due
        delay = max(0.0, due - time.time())
        self._timer = asyncio.get_running_loop().call_later(delay, self._look)

    def _look(self) -> None:
        now = time.time()
        try:
            removed = self._dynamodb.remove_expired(before=now - self._delay, now=now)
        except DynamoDBError as exc:  # a full disk
            logger.warning("cannot remove expired items: %s", exc)
            self._look_at(now + _PATIENCE)
            return
        first = self._dynamodb.first_expiry(now=now)
        if removed:  # there may be more, and others want to be served meanwhile
            self._look_at(now)
        elif first is not None:
            self._look_at(first + self._delay)
        else:
            self._due = float("inf")
