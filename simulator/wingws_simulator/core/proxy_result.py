"""
What the result of an invocation means to the gateway.

https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-connect-route-subprotocol.html

"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from .lambda_result import InvocationResult, Returned

__all__ = ["ProxyResult", "to_proxy_result"]

# A value that cannot break out of its header line; AWS does not check it further.
_HEADER_VALUE = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")


class ProxyResult(NamedTuple):
    """
    A well-formed return value of a handler.

    Attributes:
        status: Its `statusCode`.
        body: Its `body` in UTF-8, empty if it has none.
        subprotocol: The `Sec-WebSocket-Protocol` of its `headers`, in any case.

    """

    status: int
    body: bytes
    subprotocol: str | None


_OK = {"statusCode": 200}
_SUCCESS = ProxyResult(200, b"", None)


def to_proxy_result(result: InvocationResult) -> ProxyResult | None:
    """Return what the handler said, or None if it failed or returned nonsense."""
    if not isinstance(result, Returned) or not isinstance(result.payload, dict):
        return None
    if result.payload == _OK:  # as nearly all are
        return _SUCCESS
    status = _to_status(result.payload.get("statusCode"))
    body = _to_body(result.payload.get("body"))
    headers = result.payload.get("headers")
    subprotocol = _find_subprotocol(headers if isinstance(headers, dict) else {})
    if status is None or body is None:
        return None
    if subprotocol is not None and not _HEADER_VALUE.fullmatch(subprotocol):
        return None
    return ProxyResult(status, body, subprotocol)


def _to_status(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:4])
    if isinstance(value, int) and not isinstance(value, bool) and 200 <= value < 600:
        return value
    return None


def _to_body(value: object) -> bytes | None:
    if value is None:
        return b""
    try:
        return value.encode() if isinstance(value, str) else None
    except UnicodeEncodeError:  # JSON can carry half a surrogate pair, UTF-8 cannot
        return None


def _find_subprotocol(headers: Mapping[object, object]) -> str | None:
    for name, value in headers.items():
        if isinstance(name, str) and name.lower() == "sec-websocket-protocol":
            return str(value)
    return None
