"""What has happened of late, kept for who looks at the console."""

from __future__ import annotations

import asyncio
from collections import deque
from time import time

from ..core.journal_event import Event

__all__ = ["Journal"]

SIZE = 4_000
"""More of them would push what every message needs out of the processor's cache."""


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
        self._events: deque[Event] = deque(maxlen=size)
        self._times: deque[float] = deque(maxlen=size)
        self._is_awaited = False
        self._news = asyncio.Event()

    def note(self, *event: object) -> None:
        """Keep an event; see `core/journal_event.py`."""
        self.last += 1
        self._times.append(time())
        self._events.append(event)
        if self._is_awaited:
            self._is_awaited = False
            self._news.set()

    def clear(self) -> None:
        """Forget all events; the numbers go on."""
        self._times.clear()
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
        places = range(first - oldest, until - oldest)
        return first, [(self._times[n], self._events[n]) for n in places]

    async def news(self, after: int) -> None:
        """Wait until there is an event after that of a number."""
        while self.last <= after:
            self._news.clear()
            self._is_awaited = True
            await self._news.wait()
