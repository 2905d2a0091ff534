"""
Removes items that have expired, some time after they have.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
"""

from __future__ import annotations

import logging

from ..dynamodb import DynamoDB
from ..dynamodb.errors import DynamoDBError
from .clock import Alarm, Clock

__all__ = ["Expiry"]

_SLACK = 1e-3
"""Seconds: what is due is to be removed, also where no time passes by itself."""

_PATIENCE = 60.0
"""Seconds to the next try, after one that failed."""

logger = logging.getLogger(__name__)


class Expiry:
    """
    Wakes up when the first item is due, and otherwise not at all.

    Args:
        dynamodb: The tables.
        clock: What they live by.
        delay: How long after it has expired an item is removed, in seconds.

    """

    def __init__(self, dynamodb: DynamoDB, clock: Clock, *, delay: float) -> None:
        self._dynamodb = dynamodb
        self._clock = clock
        self._delay = delay
        self._timer: Alarm | None = None
        self._due = float("inf")

    def start(self) -> None:
        """Remove items from now on."""
        self._dynamodb.tell_expiry(self._note)
        first = self._dynamodb.first_expiry(now=self._clock.now())
        if first is not None:
            self._note(first)

    def stop(self) -> None:
        """Remove no more."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._due = None, float("inf")

    def _note(self, at: float) -> None:
        """Be there when an item is due: not at once, even if it has long expired."""
        due = max(at, self._clock.now()) + self._delay
        if due < self._due:
            self._look_at(due)

    def _look_at(self, due: float) -> None:
        self.stop()
        self._due = due
        self._timer = self._clock.call_later(
            max(0.0, due - self._clock.now()), self._look, in_real_time=False
        )

    def _look(self) -> None:
        now = max(self._clock.now(), self._due)
        try:
            before = now - self._delay + _SLACK
            removed = self._dynamodb.remove_expired(before=before, now=now)
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
