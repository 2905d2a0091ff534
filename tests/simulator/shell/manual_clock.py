"""A clock that stands still until a test moves it."""

import heapq
import itertools
import time

__all__ = ["ManualClock"]


class ManualClock:
    """Stands in for the server's clock; no time passes but by `advance`."""

    def __init__(self):
        self._now = time.time()
        self._alarms = []
        self._order = itertools.count()

    def now(self):
        return self._now

    def call_later(self, delay, callback, *, in_real_time):
        alarm = _Alarm(callback)
        heapq.heappush(self._alarms, (self._now + delay, next(self._order), alarm))
        return alarm

    def advance(self, seconds):
        """Let time pass, and make the calls that are due in it."""
        end = self._now + seconds
        while self._alarms and self._alarms[0][0] <= end:
            at, _, alarm = heapq.heappop(self._alarms)
            self._now = max(self._now, at)
            alarm.ring()
        self._now = end


class _Alarm:
    def __init__(self, callback):
        self._callback = callback

    def cancel(self):
        self._callback = None

    def ring(self):
        if self._callback is not None:
            self._callback()
