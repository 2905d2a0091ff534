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
        # What waits for this clock's time, and is asked again when that changes.
        self._scaled: set[_ScaledAlarm] = set()

    @property
    def time_scale(self) -> float:
        """How many seconds pass in a real one."""
        return self._time_scale

    @time_scale.setter
    def time_scale(self, time_scale: float) -> None:
        now = self.now()
        self._time_scale = time_scale
        self._offset = now - time.time() * time_scale
        for alarm in self._scaled:
            alarm.set(self._seconds_until(alarm.moment))

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
        if in_real_time:
            loop = asyncio.get_running_loop()
            return loop.call_later(max(0.0, delay), callback)
        moment = self.now() + delay
        alarm = _ScaledAlarm(moment, callback, self._scaled)
        alarm.set(self._seconds_until(moment))
        return alarm

    def _seconds_until(self, moment: float) -> float:
        return max(0.0, (moment - self.now()) / self._time_scale)


class _ScaledAlarm:
    """A call at a moment of the clock, however fast that runs until then."""

    def __init__(
        self,
        moment: float,
        callback: Callable[[], None],
        pending: set[_ScaledAlarm],
    ) -> None:
        self.moment = moment
        self._callback = callback
        self._pending = pending
        self._timer: asyncio.TimerHandle | None = None
        pending.add(self)

    def set(self, seconds: float) -> None:
        """Make the call in so many real seconds, not when it was to be made before."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._ring)

    def cancel(self) -> None:
        """Do not make it."""
        self._pending.discard(self)
        if self._timer is not None:
            self._timer.cancel()

    def _ring(self) -> None:
        self._pending.discard(self)
        self._callback()
