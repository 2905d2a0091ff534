"""
How calls of the `@connections` API travel: over an inherited channel, or over HTTPS.

A signed HTTPS request takes a millisecond. Where the environment provides a channel,
as the module ``wingws_channel``, a call takes that. Where it does not, or that takes
none, the runtime signs by itself (`signed_channel.py`). Only what succeeds and who is
gone is settled so. Whatever else the answer is, AWS's SDK makes the call again: it
knows which exception it is, and when to retry. It is imported then, too.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, cached_property, lru_cache
from typing import Any, Protocol, cast
from urllib.parse import quote, urlsplit

from .clients import client
from .errors import ConnectionGone, PayloadTooLarge, error_code

__all__ = [
    "PAYLOAD_LIMIT",
    "Channel",
    "ManagementApi",
    "Unavailable",
    "management_api",
    "provided_channel",
]

PROVIDED = "wingws_channel"
"""The module that an environment may provide; Lambda's do not."""

# https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
PAYLOAD_LIMIT = 131072

GONE = 410
BUSY = frozenset({429, 500, 502, 503, 504})


class Channel(Protocol):
    """What takes calls to an API, whatever thread they are on."""

    def call(
        self, method: str, path: str, connection_id: str, host: str, body: bytes = b""
    ) -> tuple[int, bytes] | None:
        """
        Return the answer to a call, its status and body; None if it takes none.

        Raises:
            OSError: If there is no answer.
        """


class Unavailable(Exception):
    """A call that may succeed later; its text says what happened to it."""


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

    Attributes:
        is_at_hand: Whether the last call was answered by the channel, which takes
            microseconds.
    """

    def __init__(self, endpoint: str, channel: Channel | None) -> None:
        self._endpoint = endpoint
        self._channel = channel
        parts = urlsplit(endpoint)
        self._scheme = parts.scheme
        self._host = parts.netloc
        self._path = f"{parts.path.rstrip('/')}/@connections/"
        self.is_at_hand = False

    def post(self, connection_id: str, data: bytes) -> None:
        """
        Send a message of UTF-8.

        Raises:
            PayloadTooLarge: If it is longer than 131072 bytes.
        """
        if self._settle("POST", connection_id, data) is None:
            with _errors(connection_id, size=len(data)):
                self._client.post_to_connection(ConnectionId=connection_id, Data=data)

    def try_to_post(self, connection_id: str, data: bytes) -> None:
        """
        Send a message of UTF-8, if API Gateway can take it now.

        Raises:
            Unavailable: If it cannot, or does not answer.
        """
        try:
            status, body = self._ask("POST", connection_id, data) or (0, b"")
        except OSError as error:
            raise Unavailable(repr(error)) from error
        if status in BUSY:
            raise Unavailable(f"status {status} {body.decode(errors='replace')}")
        if _settled(connection_id, status, body) is None:
            with _passing(), _errors(connection_id, size=len(data)):
                self._client.post_to_connection(ConnectionId=connection_id, Data=data)

    def delete(self, connection_id: str) -> None:
        """Close a connection."""
        if self._settle("DELETE", connection_id) is None:
            with _errors(connection_id):
                self._client.delete_connection(ConnectionId=connection_id)

    def get(self, connection_id: str) -> Mapping[str, Any]:
        """Return GetConnection's output, under the SDK's names."""
        answer = self._settle("GET", connection_id)
        if answer is None:
            with _errors(connection_id):
                output: Mapping[str, Any] = self._client.get_connection(
                    ConnectionId=connection_id
                )
                return output
        return _output(json.loads(answer))

    @cached_property
    def over_https(self) -> ManagementApi:
        """The same API, without asking the channel."""
        return ManagementApi(self._endpoint, None)

    @property
    def _client(self) -> Any:
        return client("apigatewaymanagementapi", self._endpoint)

    @cached_property
    def _signed(self) -> Channel:
        from .signed_channel import SignedChannel

        return SignedChannel(self._scheme)

    def _settle(
        self, method: str, connection_id: str, data: bytes = b""
    ) -> bytes | None:
        """Return the answer's body, None if the SDK has to settle it."""
        try:
            status, body = self._ask(method, connection_id, data) or (0, b"")
        except OSError:
            return None
        return _settled(connection_id, status, body)

    def _ask(
        self, method: str, connection_id: str, data: bytes = b""
    ) -> tuple[int, bytes] | None:
        """Return the answer of the first channel that takes the call, if one does."""
        if not isinstance(connection_id, str):
            return None
        call = method, self._path, _quote(connection_id), self._host, data
        answer = self._channel.call(*call) if self._channel is not None else None
        self.is_at_hand = answer is not None
        return self._signed.call(*call) if answer is None else answer


@cache
def management_api(endpoint: str) -> ManagementApi:
    """Return the `@connections` API at `endpoint`, by the way there is."""
    return ManagementApi(endpoint, provided_channel())


def _settled(connection_id: str, status: int, body: bytes) -> bytes | None:
    """Return the body of what has succeeded, None of what the SDK has to settle."""
    if status == GONE:
        raise ConnectionGone(connection_id)
    return body if 200 <= status < 300 else None


@lru_cache(maxsize=1024)
def _quote(connection_id: str) -> str:
    return quote(connection_id, safe="=")


def _output(answer: Mapping[str, Any]) -> dict[str, Any]:
    from datetime import datetime

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


@contextmanager
def _passing() -> Iterator[None]:
    """Translate what the SDK raises about calls that may succeed later."""
    from botocore.exceptions import ClientError, HTTPClientError

    try:
        yield
    except HTTPClientError as error:
        raise Unavailable(str(error)) from error
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        if status not in BUSY:
            raise
        raise Unavailable(str(error)) from error
