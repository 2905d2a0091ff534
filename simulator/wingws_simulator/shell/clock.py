"""The clock that connections live by."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

__all__ = ["Alarm", "Clock"]


class Alarm(Protocol):
    """A call that will be made."""

    def cancel(self) -> None:
        """Do not make it."""


class Clock:
    """
    Time as the gateway sees it.

    It starts at the present, and may run faster than real time, so that one can see
    connections grow idle and old. Handlers take real time whatever it shows.

    Args:
        time_scale: How many seconds pass in a real one.

    """

    def __init__(self, time_scale: float = 1.0) -> None:
        self._time_scale = time_scale
        self._offset = time.time() * (1 - time_scale)

    def now(self) -> float:
        """Return the time, in seconds since the epoch."""
        return time.time() * self._time_scale + self._offset

    def call_later(
        self, delay: float, callback: Callable[[], None], *, in_real_time: bool
    ) -> Alarm:
        """
        Call back when some time has passed.

        Args:
            delay: How long, in seconds.
            callback: What to call.
            in_real_time: Whether these are real seconds, not those of this clock.

        """
        seconds = max(0.0, delay if in_real_time else delay / self._time_scale)
        return asyncio.get_running_loop().call_later(seconds, callback)
