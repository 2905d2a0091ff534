"""
Brings one message to many connections, as far as time allows.

What API Gateway is too busy for is tried again, in rounds. Between them are pauses of
random length, which may be twice as long each time:
https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from enum import Enum
from time import monotonic, sleep
from typing import NamedTuple

from .errors import ConnectionGone
from .transport import ManagementApi, Unavailable
from .workers import share_out

__all__ = ["Delivery", "Outcome", "deliver"]

THREADS = 32
"""How many posts are under way at a time, where each takes its time."""

SHORTEST_PAUSE = 0.05
LONGEST_PAUSE = 5.0


class Outcome(Enum):
    """What came of a message to one connection."""

    SENT = "sent"
    GONE = "gone"
    FAILED = "failed"
    LATER = "later"


class Delivery(NamedTuple):
    """
    What came of a message to one connection, and why.

    Attributes:
        outcome: What came of it; ``LATER`` if time was over before it could be sent.
        reason: Why it was not sent.
    """

    outcome: Outcome
    reason: str = ""


LATER = Outcome.LATER
SENT = Delivery(Outcome.SENT)
GONE = Delivery(Outcome.GONE)
TOO_LATE = Delivery(LATER, "there was no time left")


def deliver(
    api: ManagementApi, data: bytes, receivers: Sequence[str], deadline: float
) -> Mapping[str, Delivery]:
    """
    Send a message to each of `receivers`.

    Args:
        api: Where their connections are.
        data: The message, of UTF-8.
        receivers: Their ids, each once.
        deadline: When to give up, by the monotonic clock.

    Returns:
        What came of it, for each.
    """
    deliveries: dict[str, Delivery] = {}
    pause = SHORTEST_PAUSE
    while receivers:
        deliveries |= _Round(api, data).run(receivers, deadline)
        receivers = [id_ for id_ in receivers if deliveries[id_].outcome is LATER]
        if monotonic() + pause > deadline:
            break
        if receivers:
            sleep(_jittered(pause))
        pause = min(2 * pause, LONGEST_PAUSE)
    return deliveries


class _Round:
    """One try of each post."""

    def __init__(self, api: ManagementApi, data: bytes) -> None:
        self._api = api
        self._data = data
        self._deliveries: dict[str, Delivery] = {}

    def run(self, receivers: Sequence[str], deadline: float) -> Mapping[str, Delivery]:
        waiting = deque(receivers)
        # The first one shows which way they go, and makes what threads share.
        self._post(waiting.popleft())
        while waiting and self._api.is_at_hand and monotonic() < deadline:
            self._post(waiting.popleft())
        self._api = self._api.over_https
        share_out(waiting, self._post, threads=THREADS, deadline=deadline)
        return dict.fromkeys(receivers, TOO_LATE) | self._deliveries

    def _post(self, receiver: str) -> None:
        self._deliveries[receiver] = self._try(receiver)

    def _try(self, receiver: str) -> Delivery:
        try:
            self._api.try_to_post(receiver, self._data)
        except ConnectionGone:
            return GONE
        except Unavailable as error:
            return Delivery(LATER, str(error))
        except Exception as error:
            return Delivery(Outcome.FAILED, str(error))
        return SENT


def _jittered(pause: float) -> float:
    # Late: it is imported by few, and takes 5 ms.
    from random import uniform

    return uniform(0, pause)
