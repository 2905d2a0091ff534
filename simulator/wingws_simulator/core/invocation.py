"""The invocations whose results a gateway waits for."""

from __future__ import annotations

from typing import NamedTuple

from .actions import Action, Invoke, SetTimer
from .connection import Connection
from .events import Timer
from .handshake import Handshake

__all__ = ["Invocation", "Invocations"]


class Invocation(NamedTuple):
    """
    An invocation of an authorizer, of `$connect` or for a message.

    Attributes:
        invocation_id: Its id.
        connection: The connection that it is for.
        function_name: The function to invoke.
        event: The event to invoke it with, in JSON.
        timeout: For how long the gateway waits for it.
        reply: Whether its result answers the sender of a message.
        handshake: The handshake that waits for it, None for a message.
        is_authorizer: Whether it decides about the handshake, ahead of `$connect`.

    """

    invocation_id: str
    connection: Connection
    function_name: str
    event: str
    timeout: float
    reply: bool = False
    handshake: Handshake | None = None
    is_authorizer: bool = False

    @property
    def timer(self) -> Timer:
        """The timer of its timeout."""
        return Timer("integration", self.invocation_id)


class Invocations:
    """Invocations under way; each ends once, by its result or by its timeout."""

    def __init__(self) -> None:
        self._under_way: dict[str, Invocation] = {}
        self._delayed: dict[str, Invocation] = {}

    def start(self, invocation: Invocation, *, now: float) -> list[Action]:
        """Remember an invocation; return the actions that start it and its timer."""
        self._under_way[invocation.invocation_id] = invocation
        return [
            Invoke(
                invocation.invocation_id, invocation.function_name, invocation.event
            ),
            SetTimer(invocation.timer, now + invocation.timeout),
        ]

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

    def end(self, invocation_id: str) -> Invocation | None:
        """Forget an invocation and return it, or None if it has ended already."""
        return self._under_way.pop(invocation_id, None)
