"""The invocations whose results a gateway waits for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .actions import Action, Invoke, SetTimer
from .connection import Connection
from .events import Timer

__all__ = ["Invocation", "Invocations"]


@dataclass(frozen=True)
class Invocation:
    """
    An invocation of `$connect` or for a message.

    Attributes:
        request_id: Its id, which is also the request id of its event.
        connection: The connection that it is for.
        route_key: The route that it integrates.
        reply: Whether the route answers the sender.

    """

    request_id: str
    connection: Connection
    route_key: str
    reply: bool

    @property
    def is_connect(self) -> bool:
        """Whether a handshake waits for it."""
        return self.route_key == "$connect"

    @property
    def timer(self) -> Timer:
        """The timer of the integration timeout."""
        return Timer("integration", self.request_id)


class Invocations:
    """
    Invocations under way; each ends once, by its result or by its timeout.

    Args:
        timeout: The integration timeout.

    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._under_way: dict[str, Invocation] = {}

    def start(
        self,
        invocation: Invocation,
        function_name: str,
        event: Mapping[str, object],
        *,
        now: float,
    ) -> list[Action]:
        """Remember an invocation; return the actions that start it and its timer."""
        self._under_way[invocation.request_id] = invocation
        return [
            Invoke(invocation.request_id, function_name, event),
            SetTimer(invocation.timer, now + self._timeout),
        ]

    def end(self, request_id: str) -> Invocation | None:
        """Forget an invocation and return it, or None if it has ended already."""
        return self._under_way.pop(request_id, None)
