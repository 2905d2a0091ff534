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
        self._timeouts = _Timeouts()

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
            return self._timeouts.add(delay, callback)
        seconds = max(0.0, delay / self._time_scale)
        return asyncio.get_running_loop().call_later(seconds, callback)


class _Timeouts:
    """
    Alarms of which nearly all are cancelled: one timer of the event loop for all.

    It is not set back when an alarm is cancelled, but looks when it fires.

    """

    def __init__(self) -> None:
        self._alarms: dict[_Timeout, float] = {}
        self._timer: asyncio.TimerHandle | None = None

    def add(self, delay: float, callback: Callable[[], None]) -> _Timeout:
        at = asyncio.get_running_loop().time() + delay
        alarm = _Timeout(self._alarms, callback)
        self._alarms[alarm] = at
        if self._timer is None or at < self._timer.when():
            self._set(at)
        return alarm

    def _set(self, at: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_at(at, self._look)

    def _look(self) -> None:
        self._timer = None
        now = asyncio.get_running_loop().time()
        for alarm in [alarm for alarm, at in self._alarms.items() if at <= now]:
            if self._alarms.pop(alarm, None) is not None:  # not by one before it
                alarm.callback()
        if self._alarms and self._timer is None:
            self._set(min(self._alarms.values()))


class _Timeout:
    """One of them."""

    def __init__(
        self, alarms: dict[_Timeout, float], callback: Callable[[], None]
    ) -> None:
        self._alarms = alarms
        self.callback = callback

    def cancel(self) -> None:
        self._alarms.pop(self, None)
