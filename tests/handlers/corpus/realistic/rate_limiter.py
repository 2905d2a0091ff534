#> "ann 0" -> "yes 1"
#> "ann 1" -> "yes 2"
#> "ann 2" -> "no 3"
#> "ann 11" -> "yes 4"
#> "bob 3" -> "no 4"
#> "burst 5" -> "yes 4"
#> "burst 5" -> "no 4"
#> "burst 6" -> "no 4"
#> "state" -> "[('ann', Window([1.0, 11.0], 2)), ('bob', Window([0, 1], 2)), ('burst', Bucket(0.5))] ['burst', 'burst', 'burst']"
"""Rate limiters: a window of a deque, a token bucket, chosen by a table of factories."""

from abc import ABC, abstractmethod
from collections import defaultdict, deque
from contextlib import contextmanager
from functools import partial

from pulumi_wingws import WebSocket

chat = WebSocket("Limits")


class Limiter(ABC):
    """Says yes or no to a moment."""

    kinds: dict = {}

    def __init_subclass__(cls, *, kind, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.kinds[kind] = cls

    @abstractmethod
    def allows(self, now): ...


class Window(Limiter, kind="window"):
    def __init__(self, most, seconds=10.0):
        self.seconds = seconds
        self.times = deque(maxlen=most)

    def allows(self, now):
        full = len(self.times) == self.times.maxlen
        if full and now - self.times[0] < self.seconds:
            return False
        self.times.append(now)
        return True

    def __repr__(self):
        return f"Window({list(self.times)}, {self.times.maxlen})"


class Bucket(Limiter, kind="bucket"):
    def __init__(self, size, rate):
        self.size, self.rate = size, rate
        self.tokens, self.last = size, 0

    def allows(self, now):
        self.tokens = min(self.size, self.tokens + (now - self.last) * self.rate)
        self.last = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True

    def __repr__(self):
        return f"Bucket({self.tokens})"


limiters = defaultdict(partial(Limiter.kinds["window"], 2))
limiters["burst"] = Limiter.kinds["bucket"](1, rate=0.5)
limiters["bob"].allows(0)
limiters["bob"].allows(1)
asked = []


@contextmanager
def noted(who):
    asked.append(who)
    try:
        yield asked
    finally:
        if len(asked) > 3:
            del asked[0]


@chat.on_message(reply=True)
def on_message(connection_id, body):
    if body == "state":
        return f"{sorted(limiters.items())} {asked}"
    who, now = body.split()
    with noted(who) as names:
        allowed = limiters[who].allows(float(now))
        return f"{'yes' if allowed else 'no'} {len(names)}"
