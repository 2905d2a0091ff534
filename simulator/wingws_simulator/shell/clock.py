"""The clock that connections and tables live by."""

from __future__ import annotations

import asyncio
import heapq
import time
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Protocol

__all__ = ["Alarm", "Clock"]


class Alarm(Protocol):
    """A call that will be made."""

    def cancel(self) -> None:
        """Do not make it."""


class Clock:
    """
    Time as the gateway and the tables see it.

    It starts at the present, and may run faster than real time, so that one can see
    connections grow idle and old. It can jump ahead, and stand still but for that.
    Handlers take real time whatever it shows.

    Args:
        time_scale: How many seconds pass in a real one.

    """

    def __init__(self, time_scale: float = 1.0) -> None:
        self._time_scale = time_scale
        self._rate = time_scale  # or none, while it stands still
        self._offset = time.time() * (1 - time_scale)
        # By how much those alarms have come nearer that ring in real time.
        self._jumped = 0.0
        # What waits, in the order in which it was set.
        self._alarms: dict[_Alarm, None] = {}
        self._numbers = count()
        # While time jumps: what waits, the first ones first, and how far it is to go.
        self._scaled: list[tuple[float, int, _Alarm]] = []
        self._real: list[tuple[float, int, _Alarm]] = []
        self._left: float | None = None

    @property
    def time_scale(self) -> float:
        """How many seconds pass in a real one, while it does not stand still."""
        return self._time_scale

    @time_scale.setter
    def time_scale(self, time_scale: float) -> None:
        is_pinned = not self._rate
        self._time_scale = time_scale
        self._set(self.now(), 0.0 if is_pinned else time_scale)

    @property
    def lead(self) -> float:
        """How many seconds it is ahead of real time, by which handlers live."""
        return self._offset + time.time() * (self._rate - 1)

    def now(self) -> float:
        """Return the time, in seconds since the epoch."""
        return time.time() * self._rate + self._offset

    def pin(self, now: float | None) -> None:
        """
        Stand still at a moment, so that only `advance` goes on from there.

        Args:
            now: The moment, in seconds since the epoch; None to run again, from where
                it stands.

        """
        if now is None:
            self._set(self.now(), self._time_scale)
        else:
            self._set(now, 0.0)

    def reset(self, time_scale: float) -> None:
        """Show the present again, and run; a jump that is under way ends."""
        self._time_scale = time_scale
        if self._left is not None:
            self._left = 0.0
        self._set(time.time(), time_scale)

    def _set(self, now: float, rate: float) -> None:
        """Show a moment, and go on from there so fast."""
        # Exactly nothing, where it is a clock like any other.
        is_real = rate == 1 and abs(now - time.time()) < _IMPRECISION
        self._offset = 0.0 if is_real else now - time.time() * rate
        self._rate = rate
        for alarm in self._alarms:
            self._wind(alarm)

    def call_later(
        self, delay: float, callback: Callable[[], None], *, in_real_time: bool
    ) -> Alarm:
        """
        Call back when some time has passed, or a jump goes beyond it.

        Args:
            delay: How long, in seconds.
            callback: What to call.
            in_real_time: Whether these are real seconds, not those of this clock.

        """
        axis = self._real_now() if in_real_time else self.now()
        alarm = _Alarm(axis + delay, callback, self._alarms, in_real_time=in_real_time)
        self._wind(alarm)
        return alarm

    async def advance(
        self, seconds: float, settle: Callable[[], Awaitable[None]]
    ) -> None:
        """
        Jump ahead, and make all calls that are due until there, in their order.

        Args:
            seconds: How far.
            settle: Waits for what a call has begun, ahead of the next one.

        """
        self._left = seconds
        try:
            for alarm in self._alarms:
                self._wind(alarm)
            await settle()
            while (due := self._take_due()) is not None:
                due.ring()
                await settle()
            self._jump(self._left)
        finally:
            self._left = None
            self._scaled, self._real = [], []
            for alarm in self._alarms:
                self._wind(alarm)

    def _jump(self, seconds: float) -> None:
        self._offset += seconds
        self._jumped += seconds

    def _take_due(self) -> _Alarm | None:
        """Jump to the first call that is due on what is left of the way, if any is."""
        assert self._left is not None
        for queue in (self._scaled, self._real):
            while queue and not queue[0][2].is_pending:
                heapq.heappop(queue)
        queues = [queue for queue in (self._scaled, self._real) if queue]
        first = min(queues, key=lambda queue: self._until(queue[0][2]), default=None)
        if first is None or self._until(first[0][2]) > self._left:
            return None
        alarm = heapq.heappop(first)[2]
        seconds = max(0.0, self._until(alarm))
        self._jump(seconds)
        self._left -= seconds
        return alarm

    def _wind(self, alarm: _Alarm) -> None:
        """Make an alarm ring in time, as time goes now."""
        if self._left is not None:
            queue = self._real if alarm.in_real_time else self._scaled
            heapq.heappush(queue, (alarm.moment, next(self._numbers), alarm))
            alarm.set(None)
            return
        rate = 1.0 if alarm.in_real_time else self._rate
        alarm.set(max(0.0, self._until(alarm)) / rate if rate else None)

    def _until(self, alarm: _Alarm) -> float:
        """Return how far a jump has to go to make a call."""
        now = self._real_now() if alarm.in_real_time else self.now()
        return alarm.moment - now

    def _real_now(self) -> float:
        return time.monotonic() + self._jumped


_IMPRECISION = 1e-3
"""Seconds by which nobody can tell that a clock is not the real one."""


class _Alarm:
    """A call at a moment, however fast time runs until then."""

    def __init__(
        self,
        moment: float,
        callback: Callable[[], None],
        pending: dict[_Alarm, None],
        *,
        in_real_time: bool,
    ) -> None:
        self.moment = moment
        self.in_real_time = in_real_time
        self._callback = callback
        self._pending = pending
        self._timer: asyncio.TimerHandle | None = None
        pending[self] = None

    @property
    def is_pending(self) -> bool:
        """Whether the call is still to be made."""
        return self in self._pending

    def set(self, seconds: float | None) -> None:
        """Make the call in so many real seconds, not when it was to be made before."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if seconds is not None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self.ring)

    def cancel(self) -> None:
        """Do not make it."""
        self._pending.pop(self, None)
        if self._timer is not None:
            self._timer.cancel()

    def ring(self) -> None:
        """Make the call now."""
        self.cancel()
        self._callback()
