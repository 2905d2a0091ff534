"""
The `@connections` API: who may be reached, and how each call is answered.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html

"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from .api_config import ApiConfig
from .connection import Connection, State
from .http_message import Request, Response
from .ids import is_connection_id
from .responses import (
    error_response,
    get_connection_response,
    gone_response,
    limit_exceeded_response,
    success_response,
)
from .settings import Settings

__all__ = ["ManagementCall", "is_management"]

_METHODS = ("POST", "GET", "DELETE")


def is_management(request: Request) -> bool:
    """Tell whether a request is for `@connections`, on this stage or any other."""
    return _split(request)[1:2] == ["@connections"]


@dataclass(frozen=True)
class ManagementCall:
    """
    One call of the `@connections` API.

    Attributes:
        request_id: Id of the call, for the answer.
        request: The request.

    """

    request_id: str
    request: Request

    def find(
        self,
        api: ApiConfig,
        connections: Mapping[str, Connection],
        settings: Settings,
    ) -> Connection | Response:
        """Return the connection that the call is for, or the error that answers it."""
        stage, _, *rest = _split(self.request)
        connection_id = rest[0] if rest else ""
        if stage != api.stage or not api.deployed or len(rest) != 1:
            return self._error(403, "ForbiddenException", "Forbidden", connection_id)
        if self.request.method not in _METHODS:
            return self._error(403, "ForbiddenException", "Forbidden", connection_id)
        if not is_connection_id(connection_id):
            message = f"Invalid connectionId: {connection_id}"
            return self._error(400, "BadRequestException", message, connection_id)
        connection = connections.get(connection_id)
        if connection is None or connection.state is not State.OPEN:
            return gone_response(self.request_id)
        if self.request.method == "POST":
            return self._check_post(connection, settings) or connection
        return connection

    def success(self, connection: Connection) -> Response:
        """Return the answer to a call that finds its connection."""
        match self.request.method:
            case "GET":
                return get_connection_response(connection, self.request_id)
            case "DELETE":
                return success_response(204, self.request_id)
            case _:
                return success_response(200, self.request_id)

    def _check_post(
        self, connection: Connection, settings: Settings
    ) -> Response | None:
        if len(self.request.body) > settings.message_size:
            message = f"Message too long; at most {settings.message_size} bytes"  # U
            error_type = "PayloadTooLargeException"
            return self._error(413, error_type, message, connection.connection_id)
        if not _is_utf8(self.request.body):
            status, error_type = settings.not_utf8_status, "BadRequestException"
            message = "The message is not valid UTF-8"
            return self._error(status, error_type, message, connection.connection_id)
        if not connection.writable:
            return limit_exceeded_response(self.request_id)
        return None

    def _error(
        self, status: int, error_type: str, message: str, connection_id: str
    ) -> Response:
        return error_response(
            status,
            error_type,
            message,
            connection_id=connection_id,
            request_id=self.request_id,
        )


def _split(request: Request) -> list[str]:
    """Return the decoded segments of the path: stage, `@connections`, id."""
    return [unquote(segment) for segment in request.path.split("/")[1:]]


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
