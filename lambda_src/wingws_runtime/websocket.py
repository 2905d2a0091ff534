"""
The WebSocket that a handler holds: speaks to connections through API Gateway.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html

What few handlers need is imported when it is needed, for the sake of cold starts.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from .environment import look_up
from .errors import ConnectionGone, NoRegistry
from .invocation import is_connecting
from .message import Message, to_text
from .transport import ManagementApi, management_api

if TYPE_CHECKING:
    from .broadcast import Broadcast, Connections
    from .connection import Connection
    from .registered_connection import RegisteredConnection
    from .registry import Registry
    from .room import Room
    from .user import User

__all__ = ["WebSocket"]

logger = logging.getLogger(__name__)


class WebSocket:
    """
    The handler-time side of a WebSocket.

    Args:
        name: The logical name under which the environment knows it.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"WebSocket({self.name!r})"

    def send_message(
        self, connection_id: str, message: Message, *, strict: bool = False
    ) -> bool:
        """
        Send `message` to one client, and return whether it was still there.

        A client that left is normal, since nothing takes its row out of a table
        at that very moment; so it doesn't raise, and a broadcast goes on.

        Args:
            connection_id: The client's connection.
            message: A str, bytes of UTF-8, or anything JSON can carry.
            strict: Raise for a client that is gone.

        Raises:
            ConnectionGone: If `strict`, and the client is gone.
            PayloadTooLarge: If the message is longer than 131072 bytes.
            TypeError, ValueError: If `message` is no text and no JSON.
            botocore.exceptions.ClientError: For whatever else AWS refuses.
        """
        data = to_text(message).encode()
        try:
            self._management.post(connection_id, data)
        except ConnectionGone:
            _explain(connection_id)
            if strict:
                raise
            return False
        return True

    def broadcast(
        self,
        message: Message,
        *,
        to: Connections | None = None,
        exclude: Connections = (),
    ) -> Broadcast:
        """
        Send `message` to many clients, and return what came of it.

        It raises for no client: those that left, and those that it could not be
        delivered to, are in the report. A connection that is named twice gets it once.

        Args:
            message: A str, bytes of UTF-8, or anything JSON can carry.
            to: Connection ids, or items of a table that have one as `connectionId`, as
                `connections.scan()` yields them, of all pages; or one of either. Left
                out: everyone, of an API with `connections=True`.
            exclude: Those who do not get it, in the same forms.

        Raises:
            PayloadTooLarge: If the message is longer than 131072 bytes; nobody got it,
                as after each of the other errors.
            TypeError, ValueError: If `message` is no text and no JSON, or a connection
                neither an id nor an item that has one.
            NoRegistry: If `to` is left out and the API does not know its connections.
        """
        api = self._management
        from .broadcast import broadcast, broadcast_to_roster

        if to is not None:
            return broadcast(api, message, to, exclude, name=self.name)
        registry = self._registry
        from .registry import EVERYONE
        from .roster import Roster

        everyone = Roster(registry, lambda: registry.rows(EVERYONE))
        return broadcast_to_roster(api, message, everyone, exclude, name=self.name)

    def disconnect(self, connection_id: str, *, strict: bool = False) -> bool:
        """
        Close one client's connection, and return whether it was still there.

        The client sees close code 1000; `on_disconnect` runs as for any end.

        Raises:
            ConnectionGone: If `strict`, and the client is gone.
            botocore.exceptions.ClientError: For whatever else AWS refuses.
        """
        try:
            self._management.delete(connection_id)
        except ConnectionGone:
            if strict:
                raise
            return False
        return True

    def get_connection(self, connection_id: str) -> Connection | None:
        """
        Return what is known about a connection, None if it is not open.

        Raises:
            botocore.exceptions.ClientError: For whatever AWS refuses.
        """
        try:
            answer = self._management.get(connection_id)
        except ConnectionGone:
            return None
        from .connection import Connection

        return Connection(
            connection_id,
            connected_at=answer["ConnectedAt"],
            last_active_at=answer["LastActiveAt"],
            source_ip=answer["Identity"]["SourceIp"],
            user_agent=answer["Identity"].get("UserAgent"),
        )

    def room(self, name: str) -> Room:
        """
        Return a room, of an API with `connections=True`.

        Args:
            name: Any text of 1 to 1024 bytes of UTF-8.

        Raises:
            TypeError, ValueError: If `name` is no such text.
            NoRegistry: If the API does not know its connections.
        """
        registry = self._registry
        from .registry_names import check_name
        from .room import Room

        return Room(check_name("room", name), self.name, self._management, registry)

    def user(self, name: str) -> User:
        """
        Return a user, of an API with `connections=True`.

        Args:
            name: Who it is: as ``Accept(user=…)`` of `on_connect` said, or else the
                authorizer's `principal_id`, or else the id of the only connection.

        Raises:
            TypeError, ValueError: If `name` is no text of 1 to 1024 bytes of UTF-8.
            NoRegistry: If the API does not know its connections.
        """
        registry = self._registry
        from .registry_names import check_name
        from .user import User

        return User(check_name("user", name), self._management, registry)

    def connection(self, connection_id: str) -> RegisteredConnection:
        """
        Return what is known of a connection, of an API with `connections=True`.

        Raises:
            TypeError, ValueError: If `connection_id` is no text, or empty.
            NoRegistry: If the API does not know its connections.
        """
        registry = self._registry
        from .registered_connection import RegisteredConnection

        return RegisteredConnection(connection_id, registry)

    @property
    def _management(self) -> ManagementApi:
        return management_api(look_up("websockets", self.name)["endpoint"])

    @property
    def _registry(self) -> Registry:
        table = look_up("websockets", self.name).get("connections")
        if table is None:
            raise NoRegistry(self.name)
        # Imported here because most handlers do without.
        from .registry import Registry, RegistryTable

        return Registry(RegistryTable(table))


def _explain(connection_id: str) -> None:
    if is_connecting(connection_id):
        logger.warning(
            "nothing was sent to %s: its on_connect is still running, and until that "
            "has returned and the client got its 101, API Gateway answers 410",
            connection_id,
        )
