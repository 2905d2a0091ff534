"""
The `@connections` API: who may be reached, and how each call is answered.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html

"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from .api_config import ApiConfig
from .caller import AccessDenied, Caller
from .connection import Connection, Connections
from .endpoint import base_path, is_on_domain
from .http_message import Request, Response
from .ids import is_connection_id
from .responses import (
    Refusal,
    access_denied_response,
    get_connection_response,
    gone_response,
    limit_exceeded_response,
    success_response,
)
from .settings import Settings
from .utf8 import is_utf8

__all__ = ["ManagementCall", "is_management", "named_connection"]

_CONNECTIONS = "@connections"
_METHODS = ("POST", "GET", "DELETE")


def is_management(request: Request) -> bool:
    """Tell whether a request is for `@connections`, on this stage or any other."""
    return _CONNECTIONS in _split(request.path)


def named_connection(request: Request) -> str:
    """Return the id of the connection that a call is about, by its path."""
    return unquote(request.path.rpartition("/")[2])


class ManagementCall(NamedTuple):
    """
    One call of the `@connections` API.

    Attributes:
        request_id: Id of the call, for the answer.
        request: The request.
        api: The API that got it.
        settings: Limits and defaults.

    """

    request_id: str
    request: Request
    api: ApiConfig
    settings: Settings

    def find(self, connections: Connections, caller: Caller) -> Connection | Response:
        """Return the connection that the call is for, or the error that answers it."""
        connection_id = self._connection_id()
        if connection_id is None or self.request.method not in _METHODS:
            return self._forbid()
        try:
            caller.check("execute-api:ManageConnections", self._resource(connection_id))
        except AccessDenied as exc:
            return access_denied_response(exc, self.request_id)
        connection = connections.find_open(connection_id)
        if connection is None:
            if is_connection_id(connection_id):
                return gone_response(self.request_id)
            message = f"Invalid connectionId: {connection_id}"
            return self._refuse(400, "BadRequestException", message, connection_id)
        if self.request.method == "POST":
            return self._check_post(connection) or connection
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

    def _connection_id(self) -> str | None:
        """Return the id in the path, or None if the path is none of this API's."""
        base = base_path(self.request, self.api)
        if base is None or not self.api.deployed:
            return None
        parent, _, connection_id = self.request.path.rpartition("/")
        if parent != f"{base}/{_CONNECTIONS}" and _split(parent) != (
            *_split(base),
            _CONNECTIONS,
        ):
            return None
        return unquote(connection_id) if "%" in connection_id else connection_id

    def _resource(self, connection_id: str) -> str:
        method, stage = self.request.method, self.api.stage
        arn = self.api.execution_arn
        return f"{arn}/{stage}/{method}/{_CONNECTIONS}/{connection_id}"

    def _check_post(self, connection: Connection) -> Response | None:
        connection_id = connection.connection_id
        if len(self.request.body) > self.settings.message_size:
            message = self.settings.too_long_message
            error_type = "PayloadTooLargeException"
            return self._refuse(413, error_type, message, connection_id)
        if not is_utf8(self.request.body):
            status, error_type = self.settings.not_utf8_status, "BadRequestException"
            message = self.settings.not_utf8_message
            return self._refuse(status, error_type, message, connection_id)
        if not connection.writable:
            return limit_exceeded_response(self.request_id)
        return None

    def _forbid(self) -> Response:
        message = "Forbidden"
        if is_on_domain(self.request, self.api):
            path, method = self.request.path.lstrip("/"), self.request.method
            message = (
                f"No method found matching route {unquote(path)} for http method "
                f"{method}"
            )
        return self._refuse(403, "ForbiddenException", message, "")

    def _refuse(
        self, status: int, error_type: str, message: str, connection_id: str
    ) -> Response:
        refusal = Refusal(status, error_type, message)
        return refusal.response(connection_id, self.request_id)


@lru_cache(maxsize=64)  # those of one API are few, and asked for at every call
def _split(path: str) -> tuple[str, ...]:
    """Return the decoded segments of a path: stage, `@connections`, id."""
    return tuple(unquote(segment) for segment in path.split("/")[1:])
