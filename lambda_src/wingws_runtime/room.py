"""The room that a handler holds: who is in it, and a way to speak to them."""

from __future__ import annotations

from .broadcast import Broadcast, Connections, broadcast_to_roster
from .errors import StillConnecting
from .invocation import is_connecting
from .message import Message
from .registry import Registry, room_key
from .registry_names import check_name
from .roster import Member, Roster
from .transport import ManagementApi

__all__ = ["Room"]


class Room:
    """
    One room of an API with `connections=True`.

    It is there for as long as somebody is in it; nobody has to make it. Every method
    raises what a table's methods raise.

    Attributes:
        name: Its name.
    """

    def __init__(
        self, name: str, websocket: str, api: ManagementApi, registry: Registry
    ) -> None:
        self.name = name
        self._websocket = websocket
        self._api = api
        self._registry = registry

    def __repr__(self) -> str:
        return f"Room({self.name!r})"

    def join(self, connection_id: str) -> bool:
        """
        Let a connection in, and return whether it is in.

        It is not if the client has left. A connection may be in any number of rooms,
        and leaves them all when it ends.

        Raises:
            StillConnecting: If its `on_connect` is still running; that returns
                ``Accept(rooms=[…])`` instead.
            TypeError, ValueError: If `connection_id` is no text, or empty.
        """
        _check_open(connection_id)
        return self._registry.join(connection_id, self.name)

    def leave(self, connection_id: str) -> bool:
        """
        Let a connection out, and return whether it was in.

        Raises:
            StillConnecting: If its `on_connect` is still running.
            TypeError, ValueError: If `connection_id` is no text, or empty.
        """
        _check_open(connection_id)
        return self._registry.leave(connection_id, self.name)

    def members(self) -> list[Member]:
        """Return who is in, in the order of their names."""
        return self._roster.members()

    def broadcast(self, message: Message, exclude: Connections = ()) -> Broadcast:
        """
        Send `message` to all who are in, and return what came of it.

        Args:
            message: A str, bytes of UTF-8, or anything JSON can carry.
            exclude: Those who do not get it, as for `chat.broadcast`.

        Raises:
            PayloadTooLarge: If the message is longer than 131072 bytes.
            TypeError, ValueError: If `message` is no text and no JSON, or one of
                `exclude` no connection.
        """
        return broadcast_to_roster(
            self._api, message, self._roster, exclude, name=self._websocket
        )

    @property
    def _roster(self) -> Roster:
        return Roster(self._registry, lambda: self._registry.rows(room_key(self.name)))


def _check_open(connection_id: str) -> None:
    if is_connecting(check_name("connection", connection_id)):
        raise StillConnecting(connection_id)
