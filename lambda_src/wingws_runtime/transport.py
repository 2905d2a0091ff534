"""
How calls of the `@connections` API travel: over HTTPS, or over an inherited channel.

A signed HTTPS request takes a millisecond. Where the environment names a channel, which
whoever started this process holds the other end of, a call is one frame there and one
back. Only what succeeds and who is gone is settled so. Whatever else the answer is, the
call is made again over HTTPS: the SDK knows which exception it is, and when to retry.

A frame is preceded by its length, as four bytes in network order. A call is a line,
``POST <path> <host>``, and after it the body; its answer is the status in digits, and
after a line's end the body.
"""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from threading import Lock
from typing import Any
from urllib.parse import quote, urlsplit

from .clients import client
from .errors import ConnectionGone, PayloadTooLarge, error_code

__all__ = ["Channel", "ManagementApi", "inherited_channel", "management_api"]

VARIABLE = "WINGWS_CHANNEL"
"""The channel's descriptor and, as in systemd's LISTEN_PID, whose it is: ``4:1234``."""

# https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
PAYLOAD_LIMIT = 131072

LENGTH = struct.Struct("!I")
CHUNK = 65536
GONE = 410


class Channel:
    """
    One call at a time over a socket, whatever threads they come from.

    Args:
        fd: Its descriptor.
        pid: The process that it belongs to; a fork of that must not join in.
    """

    def __init__(self, fd: int, pid: int) -> None:
        self._pid = pid
        self._socket = socket.socket(fileno=fd)
        self._lock = Lock()
        self._is_in_step = True

    def ask(self, call: bytes) -> tuple[int, bytes] | None:
        """Return the answer to a call, its status and body; None if there is none."""
        with self._lock:
            if not self._is_in_step or os.getpid() != self._pid:
                return None
            self._is_in_step = False  # a signal's handler may raise in here
            try:
                self._socket.sendall(LENGTH.pack(len(call)) + call)
                answer = self._receive()
            except OSError:
                return None
            self._is_in_step = True
        status, _, body = answer.partition(b"\n")
        return int(status), body

    def _receive(self) -> bytes:
        data = self._socket.recv(CHUNK)
        while len(data) < LENGTH.size or len(data) < self._size(data):
            chunk = self._socket.recv(CHUNK)
            if not chunk:
                raise ConnectionError("the channel was closed")
            data += chunk
        return data[LENGTH.size :]

    def _size(self, data: bytes) -> int:
        return LENGTH.size + int(LENGTH.unpack_from(data)[0])


@cache
def inherited_channel() -> Channel | None:
    """Return the channel that the environment names, if it is this process's."""
    fd, _, pid = os.environ.get(VARIABLE, "").partition(":")
    return Channel(int(fd), int(pid)) if pid == str(os.getpid()) else None


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
        self._host, self._path = parts.netloc, parts.path.rstrip("/")

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
        target = f"{self._path}/@connections/{quote(connection_id, safe='=')}"
        head = f"{method} {target} {self._host}\n"
        status, body = self._channel.ask(head.encode() + data) or (0, b"")
        if status == GONE:
            raise ConnectionGone(connection_id)
        return body if 200 <= status < 300 else None


@cache
def management_api(endpoint: str) -> ManagementApi:
    """Return the `@connections` API at `endpoint`, by the way there is."""
    return ManagementApi(endpoint, inherited_channel())


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
