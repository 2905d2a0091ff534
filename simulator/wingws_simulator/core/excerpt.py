"""Which events one is shown who can take no more than so many a second."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from .journal_event import Event

__all__ = ["Excerpt", "LeftOut", "Numbered"]

Numbered: TypeAlias = tuple[int, float, Event]
"""An event with its number, and when it happened in seconds since the epoch."""

# Where an event has the id of the message that it belongs to.
_MESSAGE_AT = {"message": 3, "log": 3, "post": 4, "delivered": 3}


class LeftOut(NamedTuple):
    """
    What is not shown of some events.

    Attributes:
        events: How many of them.
        messages: How many messages, and posts of nobody's invocation, begin with them.
        failed: How many invocations have failed among them.
        after: Number of the event before the first of them.
        until: Number of the last of them.

    """

    events: int = 0
    messages: int = 0
    failed: int = 0
    after: int = 0
    until: int = 0


class Excerpt:
    """
    Some of the events: a message comes with all that comes of it, or not at all.

    While there are few, all of them are shown. What is no message's always is: a
    handshake, the end of a connection, a change of a table.

    Args:
        rate: How many events a second may be shown. A message that brings more of them
            is shown whole, and makes the next one wait, for a second at most.
        since: Number of the first event that may be shown.
        room: How many may be at the beginning, if more than in a second.

    """

    def __init__(self, rate: float, *, since: int = 0, room: int = 0) -> None:
        self._rate = rate
        self._since = since
        self._room = max(rate, room)
        self._at: float | None = None
        # Messages that are not shown, and those of them whose invocation has ended:
        # what follows it at once, its answer, is not shown either.
        self._hidden: set[str | None] = set()
        self._ended: list[str | None] = []

    def choose(
        self, first: int, events: Iterable[tuple[float, Event]], *, now: float
    ) -> tuple[list[Numbered], LeftOut]:
        """
        Return those that are shown of some events, and what is left out of them.

        Args:
            first: Number of the first one.
            events: They, with their times, the next after those of the last call.
            now: Seconds of a clock that goes evenly.

        """
        self._make_room(now)
        ended, self._ended = self._ended, []
        chosen: list[Numbered] = []
        hidden = messages = failed = after = until = 0
        shown = True
        for number, (at, event) in enumerate(events, first):
            kind = event[0]
            message_id = _message_of(event)
            if kind == "message" or (kind == "post" and event[3] is None):
                shown = self._room > 0 and number >= self._since
                if not shown:
                    messages += 1
                    failed += self._hide(event)
            elif kind != "delivered" or message_id is not None:
                shown = message_id not in self._hidden
                if kind == "invocation" and not shown:
                    self._ended.append(message_id)
                    failed += event[-2] != "ok"
            # Else it is what became of the post before it.
            if shown:
                chosen.append((number, at, event))
                self._room -= 1
            else:
                after = after if hidden else number - 1
                until = number
                hidden += 1
        self._hidden.difference_update(ended)
        return chosen, LeftOut(hidden, messages, failed, after, until)

    def _make_room(self, now: float) -> None:
        passed = 0.0 if self._at is None else now - self._at
        room = max(self._room, -self._rate) + passed * self._rate
        self._room = max(self._room, min(room, self._rate))
        self._at = now

    def _hide(self, event: Event) -> bool:
        """Leave out what begins with an event; return whether it has failed already."""
        if event[0] == "post":
            return bool(event[-2] != 200)
        message_id = _message_of(event)
        self._hidden.add(message_id)
        *_, route_key, why = event
        if route_key is not None and why != "throttled":
            return False
        self._ended.append(message_id)  # no invocation: an error frame answers it
        return True


def _message_of(event: Event) -> str | None:
    """Return the id of the message that an event belongs to, if it does to one."""
    kind = event[0]
    if kind == "invocation":
        *_, message_id = event[3]
    else:
        at = _MESSAGE_AT.get(kind)
        message_id = None if at is None else event[at]
    return message_id if isinstance(message_id, str) else None
