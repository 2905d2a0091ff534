"""The user that a handler holds: whoever it is, on however many connections."""

from __future__ import annotations

from .broadcast import Broadcast, broadcast_to_roster
from .message import Message
from .registry import Registry
from .roster import Roster
from .transport import ManagementApi

__all__ = ["User"]


class User:
    """
    One user of an API with `connections=True`, connected or not.

    Every method raises what a table's methods raise.

    Attributes:
        name: Who it is, as ``Accept(user=…)`` or the authorizer said.
    """

    def __init__(self, name: str, api: ManagementApi, registry: Registry) -> None:
        self.name = name
        self._api = api
        self._registry = registry

    def __repr__(self) -> str:
        return f"User({self.name!r})"

    def connections(self) -> tuple[str, ...]:
        """Return the ids of the user's connections, none if there is no one."""
        return tuple(self._roster.ids())

    def send(self, message: Message) -> Broadcast:
        """
        Send `message` to all of the user's connections, and return what came of it.

        Args:
            message: A str, bytes of UTF-8, or anything JSON can carry.

        Raises:
            PayloadTooLarge: If the message is longer than 131072 bytes.
            TypeError, ValueError: If `message` is no text and no JSON.
        """
        return broadcast_to_roster(self._api, message, self._roster)

    @property
    def _roster(self) -> Roster:
        return Roster(self._registry, lambda: self._registry.row(self.name))
