"""What has happened of late, kept for who looks at the console."""

from __future__ import annotations

import asyncio
import time
from collections import deque

from ..core.journal_event import Event

__all__ = ["Journal"]

SIZE = 10_000


class Journal:
    """
    The last events, each with a number and its time.

    To note one is all that is done for it while nobody reads: there are several of them
    to a message.

    Args:
        size: How many it keeps.

    Attributes:
        last: Number of the last event; the first one has 1.

    """

    def __init__(self, size: int = SIZE) -> None:
        self.last = 0
        self._events: deque[tuple[float, Event]] = deque(maxlen=size)
        self._is_awaited = False
        self._news = asyncio.Event()

    def note(self, *event: object) -> None:
        """Keep an event; see `core/journal_event.py`."""
        self.last += 1
        self._events.append((time.time(), event))
        if self._is_awaited:
            self._is_awaited = False
            self._news.set()

    def clear(self) -> None:
        """Forget all events; the numbers go on."""
        self._events.clear()

    def after(
        self, number: int, most: int = SIZE
    ) -> tuple[int, list[tuple[float, Event]]]:
        """
        Return the events that came after one, no more than so many.

        Returns:
            The number of the first of them, and the events.

        """
        oldest = self.last - len(self._events) + 1
        first = max(number + 1, oldest)
        until = min(first + most, self.last + 1)
        return first, [self._events[n - oldest] for n in range(first, until)]

    async def news(self, after: int) -> None:
        """Wait until there is an event after that of a number."""
        while self.last <= after:
            self._news.clear()
            self._is_awaited = True
            await self._news.wait()
