"""Events as API Gateway makes them, for handlers that a test calls itself.

They are made by the simulator's own code, so they have all that AWS's have, in the same
order; nothing has to run for that.
"""

import json
from collections.abc import Callable, Mapping
from random import Random

from wingws_runtime import Event
from wingws_simulator.core.api_config import ApiConfig
from wingws_simulator.core.connection import Connection
from wingws_simulator.core.handshake import Handshake
from wingws_simulator.core.http_message import Request
from wingws_simulator.core.ids import Ids
from wingws_simulator.core.proxy_event import (
    build_connect_event,
    build_disconnect_event,
    build_message_event,
)
from wingws_simulator.core.settings import Close

from ..conversations import Query
from .arguments import check_text
from .handshake import checked_headers, query_string

__all__ = ["Events"]


class Events:
    """Makes events of one API.

    Args:
        api_id: the API's id.
        stage_name: its stage.
        domain_name: host and port of its URL.
        stage_variables: which events carry.
        now: returns seconds since 1970.
    """

    def __init__(
        self,
        api_id: str,
        stage_name: str,
        domain_name: str,
        stage_variables: Mapping[str, str],
        now: Callable[[], float],
    ) -> None:
        self._api = ApiConfig(
            api_id, stage_name, {}, stage_variables=dict(stage_variables)
        )
        self._domain_name = domain_name
        self._now = now
        self._ids = Ids(Random(0).getrandbits)

    def connect(
        self,
        connection_id: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        query: Query | None = None,
        authorizer: Mapping[str, object] | None = None,
    ) -> Event:
        """Return the CONNECT event of a handshake.

        Args:
            connection_id: the connection's; a new one if left out.
            headers: of the handshake, on top of those that each has.
            query: parameters of the URL.
            authorizer: what an authorizer said of the client.

        Raises:
            TypeError, ValueError: no handshake has such headers, or such a query.
        """
        now = self._now()
        request = self._request(headers, query)
        handshake = Handshake(
            self._connection(connection_id, authorizer, now, request),
            request,
            self._ids.request_id(now),
            self._ids.trace_id(now),
        )
        return Event(build_connect_event(self._api, handshake, now=now))

    def message(
        self,
        body: str,
        connection_id: str | None = None,
        *,
        route_key: str = "$default",
        authorizer: Mapping[str, object] | None = None,
    ) -> Event:
        """Return the MESSAGE event of a text message.

        Args:
            body: the text.
            connection_id: the sender's; a new one if left out.
            route_key: the route that was selected.
            authorizer: what an authorizer said of the client.

        Raises:
            TypeError: the body is no text.
        """
        check_text("body", body)
        now = self._now()
        connection = self._connection(connection_id, authorizer, now)
        request_id, message_id = self._ids.of_message(now, connection.connection_id)
        text = build_message_event(
            self._api,
            connection,
            route_key=route_key,
            body=body,
            message_id=message_id,
            request_id=request_id,
            now=now,
        )
        return Event(json.loads(text))

    def disconnect(
        self,
        connection_id: str | None = None,
        *,
        code: int = 1000,
        reason: str = "",
        authorizer: Mapping[str, object] | None = None,
    ) -> Event:
        """Return the DISCONNECT event of a connection that closed.

        Args:
            connection_id: the connection's; a new one if left out.
            code: the close code.
            reason: the text that came with it.
            authorizer: what an authorizer said of the client.

        Raises:
            TypeError: the code is no number, or the reason no text.
        """
        if type(code) is not int:
            raise TypeError(f"close code {code!r} is not allowed; expected a number")
        check_text("reason", reason)
        now = self._now()
        connection = self._connection(connection_id, authorizer, now)
        request_id = self._ids.request_id(now)
        return Event(
            build_disconnect_event(
                self._api,
                connection,
                Close(code, reason),
                request_id=request_id,
                now=now,
            )
        )

    def _request(
        self, headers: Mapping[str, str] | None = None, query: Query | None = None
    ) -> Request:
        given = {
            "Host": self._domain_name,
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",  # RFC 6455's own example
            **checked_headers(headers),
        }
        parameters = f"?{query_string(query)}" if query else ""
        target = f"/{self._api.stage}{parameters}"
        return Request("GET", target, tuple(given.items()))

    def _connection(
        self,
        connection_id: str | None,
        authorizer: Mapping[str, object] | None,
        now: float,
        request: Request | None = None,
    ) -> Connection:
        if connection_id is not None:
            check_text("connection id", connection_id)
        connection = Connection.from_request(
            connection_id or self._ids.connection_id(now),
            request or self._request(),
            now=now,
        )
        connection.authorizer = authorizer
        return connection
