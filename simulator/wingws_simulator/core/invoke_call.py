"""
Lambda's Invoke: what a request asks for, and how each is answered.

https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

from __future__ import annotations

import json
from typing import NamedTuple
from urllib.parse import parse_qs, unquote

from .http_message import Request, Response
from .lambda_limits import Limits
from .lambda_result import Failed, InvocationResult, NotInvoked

__all__ = ["InvokeCall", "InvokeRefused", "is_invoke", "refusal"]

_PREFIX = "/2015-03-31/functions/"
_SUFFIX = "/invocations"
_TYPES = ("RequestResponse", "Event", "DryRun")
_LATEST = "$LATEST"

_STATUSES = {
    "AccessDeniedException": 403,
    "IncompleteSignatureException": 403,
    "InvalidSignatureException": 403,
    "MissingAuthenticationTokenException": 403,
    "RequestTooLargeException": 413,
    "ResourceNotFoundException": 404,
    "TooManyRequestsException": 429,
    "UnrecognizedClientException": 403,
}


class InvokeRefused(Exception):
    """
    A call that Lambda refuses.

    Attributes:
        error_type: Lambda's name of the error.
        message: Lambda's sentence.
    """

    def __init__(self, error_type: str, message: str) -> None:
        super().__init__(error_type, message)
        self.error_type = error_type
        self.message = message


def is_invoke(request: Request) -> bool:
    """Tell whether a request is a call of Invoke."""
    path = request.path
    is_post = request.method == "POST"
    return is_post and path.startswith(_PREFIX) and path.endswith(_SUFFIX)


class InvokeCall(NamedTuple):
    """
    One call of Invoke.

    Attributes:
        arn: ARN of what it names: a function, or a version or alias of one.
        name: Name of the function.
        kind: ``RequestResponse``, ``Event`` or ``DryRun``.
        event: JSON.
    """

    arn: str
    name: str
    kind: str
    event: str

    @classmethod
    def of(cls, request: Request, *, arn_prefix: str) -> InvokeCall:
        """
        Read a request.

        Args:
            request: The request.
            arn_prefix: What ARNs of functions begin with, up to `function`.

        Raises:
            InvokeRefused: If a parameter is wrong.
        """
        named = unquote(request.path.removeprefix(_PREFIX).removesuffix(_SUFFIX))
        qualifiers = parse_qs(request.query).get("Qualifier", [])
        arn = _arn(":".join([named, *qualifiers]), arn_prefix)
        kind = request.header("X-Amz-Invocation-Type") or _TYPES[0]
        if kind not in _TYPES:
            raise InvokeRefused(
                "InvalidParameterValueException",
                f"Value '{kind}' at 'invocationType' failed to satisfy constraint: "
                f"Member must satisfy enum value set: [{', '.join(sorted(_TYPES))}]",
            )
        name = arn.removeprefix(f"{arn_prefix}:")
        return cls(arn, name, kind, request.body.decode(errors="replace") or "{}")

    def check(self, limits: Limits) -> None:
        """
        Check the event.

        Raises:
            InvokeRefused: If it is too long, or no JSON.
        """
        is_later = self.kind == "Event"
        longest = limits.event_size if is_later else limits.payload_size
        if len(self.event.encode()) > longest:
            raise InvokeRefused(
                "RequestTooLargeException",
                f"Request must be smaller than {longest} bytes for the InvokeFunction "
                "operation",
            )
        try:
            json.loads(self.event)
        except (ValueError, RecursionError) as exc:
            raise InvokeRefused(
                "InvalidRequestContentException",
                f"Could not parse request body into json: {exc}",
            ) from exc

    def not_invoked(self, error: NotInvoked) -> InvokeRefused:
        """Return the refusal by which Lambda says that it does not invoke it."""
        if error.error_type == "ResourceNotFoundException":
            return InvokeRefused(error.error_type, f"Function not found: {self.arn}")
        return InvokeRefused(error.error_type, error.message)

    def accepted(self) -> Response:
        """Return the answer to a call that does not wait for the result."""
        return Response(202 if self.kind == "Event" else 204)

    def ended(self, result: InvocationResult) -> Response:
        """Return the answer that has the result."""
        headers = (
            ("Content-Type", "application/json"),
            ("X-Amz-Executed-Version", _LATEST),
        )
        if not isinstance(result, Failed):
            return Response(200, headers, json.dumps(result.payload).encode())
        told = {"errorMessage": result.message, "errorType": result.error_type}
        failed = (*headers, ("X-Amz-Function-Error", "Unhandled"))
        return Response(200, failed, json.dumps(told).encode())


def refusal(error: InvokeRefused) -> Response:
    """Return the answer to a call that is refused."""
    headers = (
        ("Content-Type", "application/json"),
        ("x-amzn-ErrorType", error.error_type),
    )
    told = {"Type": "User", "Message": error.message, "message": error.message}
    if error.error_type == "TooManyRequestsException":
        told["Reason"] = "ReservedFunctionConcurrentInvocationLimitExceeded"
    status = _STATUSES.get(error.error_type, 400)
    return Response(status, headers, json.dumps(told).encode())


def _arn(named: str, prefix: str) -> str:
    """Return the ARN of what is named by ARN, by account and name, or by name."""
    parts = named.split(":")
    if len(parts) > 2 and parts[1] == "function":  # 123456789012:function:name
        arn = f"{prefix.rpartition(':')[0].rpartition(':')[0]}:{named}"
    else:
        arn = named if parts[0] == "arn" else f"{prefix}:{named}"
    return arn.removesuffix(f":{_LATEST}")
