"""
Takes calls of the `@connections` API over HTTPS, signed, without AWS's SDK.

A cold start that imports boto3 takes a quarter of a second longer. All that is needed
of it here is a signature, and connections that stay open from one call to the next.
Where more is, as other credentials than Lambda's or a proxy, this takes no call.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from contextlib import suppress
from typing import Any

from .http_connection import Dropped, HttpConnection
from .sigv4 import Credentials, sign

__all__ = ["SignedChannel"]

PROXIES = frozenset({"all_proxy", "http_proxy", "https_proxy"})


class SignedChannel:
    """
    Calls over connections that are kept, as many as there are calls at a time.

    Args:
        scheme: ``https``, or ``http`` where there is no TLS.
    """

    def __init__(self, scheme: str) -> None:
        self._scheme = scheme
        # By host. A thread takes one, and puts it back.
        self._idle: defaultdict[str, list[HttpConnection]] = defaultdict(list)
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
        if kept := self._kept(host):
            with suppress(Dropped):
                return self._ask(kept, host, method, target, headers, body)
        fresh = HttpConnection(self._scheme, host)
        return self._ask(fresh, host, method, target, headers, body)

    def _ask(
        self, connection: HttpConnection, host: str, *request: Any
    ) -> tuple[int, bytes]:
        is_last = True
        try:
            status, body, is_last = connection.ask(*request)
        finally:
            if is_last:
                connection.close()
            else:
                self._idle[host].append(connection)
        return status, body

    def _kept(self, host: str) -> HttpConnection | None:
        """Take a connection that is open still."""
        idle = self._idle[host]
        while idle:
            with suppress(IndexError):  # another thread took it
                connection = idle.pop()
                if connection.is_quiet():
                    return connection
                connection.close()
        return None


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
