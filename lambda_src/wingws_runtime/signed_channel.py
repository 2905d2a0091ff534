"""
Takes calls of the `@connections` API over HTTPS, signed, without AWS's SDK.

A cold start that imports boto3 takes a quarter of a second longer. All that is needed
of it here is a signature, and connections that stay open from one call to the next.
Where more is, as other credentials than Lambda's or a proxy, this takes no call.
"""

from __future__ import annotations

import os
import ssl
import time
from collections import defaultdict
from contextlib import suppress
from functools import cache
from http.client import (
    HTTPConnection,
    HTTPException,
    HTTPResponse,
    HTTPSConnection,
)
from select import POLLIN, poll
from typing import NamedTuple

from .sigv4 import Credentials, sign

__all__ = ["SignedChannel"]

TIMEOUT = 5.0
"""For how long to wait for a connection, or an answer, in seconds."""

PROXIES = frozenset({"all_proxy", "http_proxy", "https_proxy"})


class _Request(NamedTuple):
    method: str
    target: str
    body: bytes
    headers: dict[str, str]


class _Dropped(ConnectionError):
    """The other end was gone before it said a word."""


class SignedChannel:
    """
    Calls over connections that are kept, as many as there are calls at a time.

    Args:
        scheme: ``https``, or ``http`` where there is no TLS.
    """

    def __init__(self, scheme: str) -> None:
        self._scheme = scheme
        # By host. A thread takes one, and puts it back.
        self._idle: defaultdict[str, list[HTTPConnection]] = defaultdict(list)
        os.register_at_fork(after_in_child=self._idle.clear)  # they are the parent's

    def call(
        self, method: str, path: str, connection_id: str, host: str, body: bytes = b""
    ) -> tuple[int, bytes] | None:
        """
        Call `@connections`.

        On a connection that was kept, and closed by the other end before it answered,
        the call is made once more on a new one.

        Args:
            method: POST, GET or DELETE.
            path: What is before the id.
            connection_id: Which connection, percent-encoded.
            host: Host and port of the API.
            body: The message.

        Returns:
            Status and body of the answer; None if the call is nothing for this channel.

        Raises:
            OSError: If there is no answer.
        """
        credentials = _credentials()
        if credentials is None or _has_proxy() or connection_id in ("", ".", ".."):
            return None
        target = path + connection_id.replace("=", "%3D")  # as the SDK has it
        timestamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        headers = sign(credentials, method, host, target, body, timestamp)
        request = _Request(method, target, body, headers)
        if kept := self._kept(host):
            with suppress(_Dropped):
                return self._exchange(kept, host, request)
        return self._exchange(self._connect(host), host, request)

    def _exchange(
        self, connection: HTTPConnection, host: str, request: _Request
    ) -> tuple[int, bytes]:
        is_reusable = False
        try:
            response = _ask(connection, request)
            answer = response.status, response.read()
            is_reusable = not response.will_close
        except HTTPException as error:
            raise ConnectionError(f"{host} answers no HTTP: {error!r}") from error
        finally:
            if is_reusable:
                self._idle[host].append(connection)
            else:
                connection.close()
        return answer

    def _kept(self, host: str) -> HTTPConnection | None:
        """Take a connection that is open still."""
        idle = self._idle[host]
        while idle:
            with suppress(IndexError):  # another thread took it
                if _is_quiet(connection := idle.pop()):
                    return connection
                connection.close()
        return None

    def _connect(self, host: str) -> HTTPConnection:
        if self._scheme == "http":
            return HTTPConnection(host, timeout=TIMEOUT)
        trust = _trust(os.environ.get("AWS_CA_BUNDLE"))
        return HTTPSConnection(host, timeout=TIMEOUT, context=trust)


def _ask(connection: HTTPConnection, request: _Request) -> HTTPResponse:
    try:
        connection.request(*request)
        return connection.getresponse()
    except TimeoutError:  # it may be at it
        raise
    except OSError as error:
        raise _Dropped(str(error)) from error


def _is_quiet(connection: HTTPConnection) -> bool:
    """Return whether nothing has come, as the other end's goodbye would have."""
    waiting = poll()
    waiting.register(connection.sock, POLLIN)
    return not waiting.poll(0)


def _credentials() -> Credentials | None:
    """Return those of the function's role, which Lambda may change."""
    known = os.environ.get
    access_key, secret_key = known("AWS_ACCESS_KEY_ID"), known("AWS_SECRET_ACCESS_KEY")
    region = known("AWS_DEFAULT_REGION") or known("AWS_REGION")
    if not access_key or not secret_key or not region:
        return None
    return Credentials(access_key, secret_key, known("AWS_SESSION_TOKEN"), region)


def _has_proxy() -> bool:
    return any(name.lower() in PROXIES for name in os.environ)


@cache
def _trust(bundle: str | None) -> ssl.SSLContext:
    """Return the TLS of a client that trusts `bundle`, or whom the system trusts."""
    return ssl.create_default_context(cafile=bundle or None)
