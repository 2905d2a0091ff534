"""
How calls of the `@connections` API travel: over HTTPS, or over an inherited channel.

A signed HTTPS request takes a millisecond. Where the environment provides a channel,
as the module ``wingws_channel``, a call takes that. Only what succeeds and who is gone
is settled so. Whatever else the answer is, the call is made again over HTTPS: the SDK
knows which exception it is, and when to retry.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Protocol, cast
from urllib.parse import quote, urlsplit

from .clients import client
from .errors import ConnectionGone, PayloadTooLarge, error_code

__all__ = ["Channel", "ManagementApi", "management_api", "provided_channel"]

PROVIDED = "wingws_channel"
"""The module that an environment may provide; Lambda's do not."""

# https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
PAYLOAD_LIMIT = 131072

GONE = 410


class Channel(Protocol):
    """What takes calls to whoever started this process, whatever thread they are on."""

    def call(
        self, method: str, path: str, connection_id: str, host: str, body: bytes = b""
    ) -> tuple[int, bytes] | None:
        """Return the answer to a call, its status and body; None if there is none."""


def provided_channel() -> Channel | None:
    """Return the channel that the environment provides, if it does."""
    channel: Any = sys.modules.get(PROVIDED)
    return cast(Channel | None, channel)


class ManagementApi:
    """
    The `@connections` API at one endpoint.

    Each method raises :exc:`ConnectionGone`, or for whatever else API Gateway refuses
    :exc:`botocore.exceptions.ClientError`.

    Args:
        endpoint: Its URL, with the stage.
        channel: What to prefer to HTTPS.
    """

    def __init__(self, endpoint: str, channel: Channel | None) -> None:
        self._endpoint = endpoint
        self._channel = channel
        parts = urlsplit(endpoint)
        self._host = parts.netloc
        self._path = f"{parts.path.rstrip('/')}/@connections/"

    def post(self, connection_id: str, data: bytes) -> None:
        """
        Send a message of UTF-8.

        Raises:
            PayloadTooLarge: If it is longer than 131072 bytes.
        """
        if self._ask("POST", connection_id, data) is None:
            with _errors(connection_id, size=len(data)):
                self._client.post_to_connection(ConnectionId=connection_id, Data=data)

    def delete(self, connection_id: str) -> None:
        """Close a connection."""
        if self._ask("DELETE", connection_id) is None:
            with _errors(connection_id):
                self._client.delete_connection(ConnectionId=connection_id)

    def get(self, connection_id: str) -> Mapping[str, Any]:
        """Return GetConnection's output, under the SDK's names."""
        answer = self._ask("GET", connection_id)
        if answer is None:
            with _errors(connection_id):
                output: Mapping[str, Any] = self._client.get_connection(
                    ConnectionId=connection_id
                )
                return output
        return _output(json.loads(answer))

    @property
    def _client(self) -> Any:
        return client("apigatewaymanagementapi", self._endpoint)

    def _ask(self, method: str, connection_id: str, data: bytes = b"") -> bytes | None:
        """Return the answer over the channel, None if HTTPS has to settle it."""
        if self._channel is None or not isinstance(connection_id, str):
            return None
        id_ = _quote(connection_id)
        call = self._channel.call
        status, body = call(method, self._path, id_, self._host, data) or (0, b"")
        if status == GONE:
            raise ConnectionGone(connection_id)
        return body if 200 <= status < 300 else None


@cache
def management_api(endpoint: str) -> ManagementApi:
    """Return the `@connections` API at `endpoint`, by the way there is."""
    return ManagementApi(endpoint, provided_channel())


@lru_cache(maxsize=1024)
def _quote(connection_id: str) -> str:
    return quote(connection_id, safe="=")


def _output(answer: Mapping[str, Any]) -> dict[str, Any]:
    identity = answer["identity"]
    return {
        "ConnectedAt": datetime.fromisoformat(answer["connectedAt"]),
        "LastActiveAt": datetime.fromisoformat(answer["lastActiveAt"]),
        "Identity": {key[0].upper() + key[1:]: identity[key] for key in identity},
    }


@contextmanager
def _errors(connection_id: str, size: int = 0) -> Iterator[None]:
    """Translate what the SDK raises about one connection."""
    from botocore.exceptions import ClientError

    try:
        yield
    except ClientError as error:
        match error_code(error.response):
            case "GoneException":
                raise ConnectionGone(connection_id) from error
            case "PayloadTooLargeException":
                raise PayloadTooLarge(size, PAYLOAD_LIMIT) from error
            case _:
                raise
