"""The invocations whose results a gateway waits for."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .actions import Action, Invoke, SetTimer
from .connection import Connection
from .events import Timer
from .handshake import Handshake

__all__ = ["Invocation", "Invocations"]


@dataclass(slots=True)
class Invocation(Invoke):
    """
    An invocation of an authorizer, of `$connect` or for a message.

    Attributes:
        connection: The connection that it is for.
        timeout: For how long the gateway waits for it.
        reply: Whether its result answers the sender of a message.
        handshake: The handshake that waits for it, None for a message.
        is_authorizer: Whether it decides about the handshake, ahead of `$connect`.

    """

    connection: Connection
    timeout: float
    reply: bool = False
    handshake: Handshake | None = None
    is_authorizer: bool = False


_NONE = (None, 0.0)


class Invocations:
    """
    Invocations under way; each ends once, by its result or by its timeout.

    One timer watches all of them. It costs nothing per invocation: it is set for the
    first one's timeout, and when it fires, for that of the first one then.
    """

    def __init__(self) -> None:
        # With the time when it has taken too long.
        self._under_way: dict[str, tuple[Invocation, float]] = {}
        self._delayed: dict[str, Invocation] = {}
        self._timer_at = math.inf

    def start(self, invocation: Invocation, *, now: float) -> list[Action]:
        """Remember an invocation; return the actions that start it, and the timer."""
        deadline = now + invocation.timeout
        self._under_way[invocation.invocation_id] = invocation, deadline
        if deadline >= self._timer_at:
            return [invocation]
        return [invocation, self._set_timer(deadline)]

    def time_out(self, *, now: float) -> tuple[list[Invocation], list[Action]]:
        """Forget what has taken too long; return it, and what sets the timer anew."""
        late = [each for each, at in self._under_way.values() if at <= now]
        for invocation in late:
            del self._under_way[invocation.invocation_id]
        self._timer_at = math.inf
        if not self._under_way:
            return late, []
        return late, [self._set_timer(min(at for _, at in self._under_way.values()))]

    def _set_timer(self, at: float) -> SetTimer:
        self._timer_at = at
        return SetTimer(Timer("integration", ""), at)

    def delay(self, invocation: Invocation, *, until: float) -> list[Action]:
        """Remember an invocation that starts later, by itself or by `start_delayed`."""
        self._delayed[invocation.invocation_id] = invocation
        return [SetTimer(Timer("start", invocation.invocation_id), until)]

    def start_delayed(self, invocation_id: str, *, now: float) -> list[Action]:
        """Start an invocation whose time has come, unless it has started already."""
        invocation = self._delayed.pop(invocation_id, None)
        return [] if invocation is None else self.start(invocation, now=now)

    def start_all_delayed(self, *, now: float) -> list[Action]:
        """Start what still waits, as the simulator ends."""
        return [
            action
            for invocation_id in tuple(self._delayed)
            for action in self.start_delayed(invocation_id, now=now)
        ]

    def forget(self) -> None:
        """Wait for none of them, and start none of those that are to start later."""
        self._under_way.clear()
        self._delayed.clear()
        self._timer_at = math.inf

    def end(self, invocation_id: str) -> Invocation | None:
        """Forget an invocation and return it, or None if it has ended already."""
        return self._under_way.pop(invocation_id, _NONE)[0]
