"""
One connection of HTTP/1.1, as far as calls of `@connections` need it.

`http.client` would take a cold start 10 ms, most of it for the headers of e-mail.
https://www.rfc-editor.org/rfc/rfc9112
"""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Mapping
from functools import cache
from select import POLLIN, poll
from typing import NamedTuple
from urllib.parse import urlsplit

__all__ = ["Answer", "Dropped", "HttpConnection"]

TIMEOUT = 5.0
"""For how long to wait for a connection, or for more of an answer, in seconds."""

PORTS = {"http": 80, "https": 443}
CHUNK = 65536
HEAD_SIZE = 65536


class Dropped(ConnectionError):
    """The other end was gone before it said a word."""


class Answer(NamedTuple):
    """
    A response.

    Attributes:
        status: Its status.
        body: Its body; empty if none was asked for and it has no length.
        is_last: Whether the connection cannot be used again.
    """

    status: int
    body: bytes
    is_last: bool


class HttpConnection:
    """
    A connection to a host.

    Args:
        scheme: ``https``, or ``http`` where there is no TLS.
        host: Host, and port where it is none of the scheme's own.

    Raises:
        OSError: If there is none to be had.
    """

    def __init__(self, scheme: str, host: str) -> None:
        parts = urlsplit(f"//{host}")
        name = parts.hostname or ""
        is_tls = scheme == "https"
        trust = _trust(os.environ.get("AWS_CA_BUNDLE")) if is_tls else None
        address = name, parts.port or PORTS[scheme]
        self._socket = socket.create_connection(address, TIMEOUT)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if trust is not None:
            self._socket = trust.wrap_socket(self._socket, server_hostname=name)

    def ask(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """
        Make a request and wait for the response.

        Raises:
            Dropped: If the other end closed before it answered.
            OSError: If there is no answer for another reason.
        """
        lines = [f"{method} {target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"Content-Length: {len(body)}", "", ""]
        try:
            self._socket.sendall("\r\n".join(lines).encode("ascii") + body)
            data = self._socket.recv(CHUNK)
        except TimeoutError:  # it may be at it
            raise
        except OSError as error:
            raise Dropped(str(error)) from error
        if not data:
            raise Dropped("the connection was closed in place of an answer")
        return self._read(data, has_body=method == "GET")

    def is_quiet(self) -> bool:
        """Return whether nothing has come, as the other end's goodbye would have."""
        waiting = poll()
        waiting.register(self._socket, POLLIN)
        return not waiting.poll(0)

    def close(self) -> None:
        """Close it."""
        self._socket.close()

    def _read(self, data: bytes, *, has_body: bool) -> Answer:
        while b"\r\n\r\n" not in data:
            if len(data) > HEAD_SIZE:
                raise ConnectionError("the head of the answer has no end")
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        status, fields = _parse(head)
        length = 0 if status == 204 else _length(fields)
        if length is None:  # then it is in chunks, or ends with the connection
            if has_body:
                raise ConnectionError("the answer has no length")
            return Answer(status, b"", is_last=True)
        while len(body) < length:
            body += self._more()
        is_last = fields.get("connection", "").lower() == "close" or len(body) > length
        return Answer(status, body[:length], is_last)

    def _more(self) -> bytes:
        data = self._socket.recv(CHUNK)
        if not data:
            raise ConnectionError("the connection was closed amid the answer")
        return data


def _parse(head: bytes) -> tuple[int, Mapping[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    version, _, rest = first.partition(" ")
    if version != "HTTP/1.1" or not rest[:3].isdigit() or not "2" <= rest[0] <= "5":
        raise ConnectionError(f"{first[:80]!r} answers no HTTP")
    pairs = (line.partition(":") for line in lines)
    return int(rest[:3]), {name.lower(): value.strip() for name, _, value in pairs}


def _length(fields: Mapping[str, str]) -> int | None:
    length = fields.get("content-length", "")
    is_known = length.isdecimal() and "transfer-encoding" not in fields
    return int(length) if is_known else None


@cache
def _trust(bundle: str | None) -> ssl.SSLContext:
    """Return the TLS of a client that trusts `bundle`, or whom the system trusts."""
    return ssl.create_default_context(cafile=bundle or None)
