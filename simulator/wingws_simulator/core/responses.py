"""The gateway's own answers, byte for byte: error frames and HTTP responses."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from .caller import AccessDenied
from .connection import Connection
from .http_message import Response
from .signature import SignatureError

__all__ = [
    "INTERNAL_ERROR",
    "TIMED_OUT",
    "Refusal",
    "access_denied_message",
    "access_denied_response",
    "error_body",
    "get_connection_response",
    "gone_response",
    "http_error_response",
    "limit_exceeded_response",
    "signature_error_response",
    "success_response",
]


INTERNAL_ERROR = "Internal server error"
TIMED_OUT = "Endpoint request timed out"


@dataclass(frozen=True)
class Refusal:
    """
    Why a request is refused.

    Attributes:
        status: Status of the response.
        error_type: What an AWS SDK turns into its exception.
        message: For people.

    """

    status: int
    error_type: str
    message: str

    def response(self, connection_id: str, request_id: str) -> Response:
        """Return the response that says so."""
        return Response(
            self.status,
            (
                ("Content-Type", "application/json"),
                ("x-amzn-RequestId", request_id),
                ("x-amzn-ErrorType", self.error_type),
            ),
            error_body(self.message, connection_id, request_id),
        )


def error_body(message: str, connection_id: str, request_id: str) -> bytes:
    """Return an error frame's text, spaced as the service spaces it."""
    return (
        f'{{"message": {json.dumps(message)}, '
        f'"connectionId":{json.dumps(connection_id)}, '
        f'"requestId":{json.dumps(request_id)}}}'
    ).encode()


def http_error_response(status: int, error_type: str, message: str) -> Response:
    """Return an HTTP error for a request that never reached the gateway."""
    body = json.dumps({"message": message}).encode()
    headers = (("Content-Type", "application/json"), ("x-amzn-ErrorType", error_type))
    return Response(status, headers, body)


def signature_error_response(error: SignatureError, request_id: str) -> Response:
    """Return the refusal of a call whose signature is missing or wrong."""
    response = http_error_response(403, error.error_type, error.message)
    headers = (*response.headers, ("x-amzn-RequestId", request_id))
    return response._replace(headers=headers)


def access_denied_message(denied: AccessDenied) -> str:
    """Return API Gateway's own form of IAM's sentence: it hides account and id."""
    resource = re.sub(r":\d{8}(?=\d{4}:)", ":********", denied.resource)
    resource = re.sub(r"/@connections/.*", "/@connections/{connectionId}", resource)
    return (
        f"User: {denied.user_arn} is not authorized to perform: {denied.action} "
        f"on resource: {resource}{' with an explicit deny' * denied.is_explicit}"
    )


def access_denied_response(denied: AccessDenied, request_id: str) -> Response:
    """Return IAM's refusal of a call; its `Message` is written large."""
    headers = (
        ("Content-Type", "application/json"),
        ("x-amzn-RequestId", request_id),
        ("x-amzn-ErrorType", "AccessDeniedException"),
    )
    body = json.dumps({"Message": access_denied_message(denied)})
    return Response(403, headers, body.encode())


def gone_response(request_id: str) -> Response:
    """Return GoneException; its body is empty, the header alone names it."""
    return _bare(410, "GoneException", request_id)


def limit_exceeded_response(request_id: str) -> Response:
    """Return LimitExceededException: too many calls, or a client that won't read."""
    return _bare(429, "LimitExceededException", request_id)


def success_response(status: int, request_id: str) -> Response:
    """Return a response without a body."""
    return Response(status, (("x-amzn-RequestId", request_id),))


def get_connection_response(connection: Connection, request_id: str) -> Response:
    """Return the output of GetConnection."""
    body = {
        "connectedAt": _to_iso(connection.connected_at),
        "identity": connection.identity,
        "lastActiveAt": _to_iso(connection.last_active_at),
    }
    headers = (
        ("Content-Type", "application/json"),
        ("x-amzn-RequestId", request_id),
    )
    return Response(200, headers, json.dumps(body).encode())


def _bare(status: int, error_type: str, request_id: str) -> Response:
    headers = (("x-amzn-RequestId", request_id), ("x-amzn-ErrorType", error_type))
    return Response(status, headers)


def _to_iso(moment: float) -> str:
    text = datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
