"""
Verification of AWS Signature Version 4, as signed by any SDK into request headers.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html

"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote

from .http_message import Request
from .settings import Settings

__all__ = ["SignatureError", "verify"]

_ALGORITHM = "AWS4-HMAC-SHA256"
_PARAMETERS = ("Credential", "SignedHeaders", "Signature")
_TIMESTAMP = "%Y%m%dT%H%M%SZ"
_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your AWS Secret Access Key and signing method. "
    "Consult the service documentation for details."
)


class SignatureError(Exception):
    """
    A request is not signed, or not as it must be.

    Attributes:
        error_type: The service's name for it, such as `InvalidSignatureException`.
        message: The service's sentence.

    """

    def __init__(self, error_type: str, message: str) -> None:
        super().__init__(error_type, message)
        self.error_type = error_type
        self.message = message

    def __str__(self) -> str:
        return f"{self.error_type}: {self.message}"


@dataclass(frozen=True)
class _Authorization:
    """The Authorization header, taken apart."""

    access_key: str
    date: str
    region: str
    service: str
    terminator: str
    signed_headers: tuple[str, ...]
    signature: str

    @property
    def scope(self) -> str:
        return f"{self.date}/{self.region}/{self.service}/{self.terminator}"


def verify(
    request: Request,
    *,
    service: str,
    secret_for: Callable[[str], str | None],
    now: float,
    region: str | None = None,
    clock_skew: float = Settings.clock_skew,
) -> str:
    """
    Verify the signature of a request.

    Args:
        request: The request as it came over the wire.
        service: Signing name, such as `execute-api`.
        secret_for: Returns the secret of an access key, or None if it is unknown.
        now: Seconds since the epoch.
        region: The region to insist on; any if None.
        clock_skew: How far the request's time may be from `now`.

    Returns:
        The access key that signed the request.

    Raises:
        SignatureError: If the signature is missing or wrong.

    """
    authorization = _parse(request.header("Authorization"))
    timestamp = _check_timestamp(request, authorization, now, clock_skew)
    _check_scope(authorization, service, region)
    secret = secret_for(authorization.access_key)
    if secret is None:
        raise SignatureError(
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        )
    expected = _sign(request, authorization, timestamp, secret)
    if not hmac.compare_digest(expected.encode(), authorization.signature.encode()):
        raise SignatureError("InvalidSignatureException", _MISMATCH)
    return authorization.access_key


# Reading and checking what the client claims.


def _parse(header: str | None) -> _Authorization:
    if not header:
        raise SignatureError(
            "MissingAuthenticationTokenException", "Missing Authentication Token"
        )
    algorithm, _, rest = header.partition(" ")
    pairs = (item.partition("=") for item in rest.replace(" ", "").split(","))
    given = {name: value for name, _, value in pairs}
    missing = [name for name in _PARAMETERS if not given.get(name)]
    if algorithm != _ALGORITHM or missing:
        required = "".join(
            f"Authorization header requires '{name}' parameter. "
            for name in missing or _PARAMETERS
        )
        raise _incomplete(f"{required}Authorization={algorithm}")
    try:
        access_key, date, region, service, terminator = given["Credential"].split("/")
    except ValueError:
        raise _incomplete(
            "Credential must have exactly 5 slash-delimited elements, e.g. "
            f"keyid/date/region/service/term, got '{given['Credential']}'"
        ) from None
    signed_headers = tuple(given["SignedHeaders"].split(";"))
    if "host" not in signed_headers:
        raise _incomplete("'Host' must be a 'SignedHeader' in the AWS Authorization.")
    return _Authorization(
        access_key,
        date,
        region,
        service,
        terminator,
        signed_headers,
        given["Signature"],
    )


def _check_timestamp(
    request: Request, authorization: _Authorization, now: float, clock_skew: float
) -> str:
    """Return the request's time as signed, if it is near enough."""
    timestamp = request.header("X-Amz-Date") or ""
    try:
        signed_at = datetime.strptime(timestamp, _TIMESTAMP).replace(tzinfo=UTC)
    except ValueError:
        raise _incomplete(
            "Authorization header requires existence of an 'X-Amz-Date' header in "
            f"the form YYYYMMDD'T'HHMMSS'Z', got '{timestamp}'"
        ) from None
    age = now - signed_at.timestamp()
    if abs(age) > clock_skew:
        clock = datetime.fromtimestamp(now, UTC).strftime(_TIMESTAMP)
        problem = (
            f"Signature expired: {timestamp} is now earlier than {clock}"
            if age > 0
            else f"Signature not yet current: {timestamp} is still later than {clock}"
        )
        minutes = round(clock_skew / 60)
        raise SignatureError(
            "InvalidSignatureException", f"{problem} ({minutes} min. allowed.)"
        )
    if not timestamp.startswith(authorization.date):
        raise SignatureError(
            "InvalidSignatureException",
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version "
            f"of date from HTTP: '{authorization.date}' != '{timestamp[:8]}'",
        )
    return timestamp


def _check_scope(
    authorization: _Authorization, service: str, region: str | None
) -> None:
    if authorization.service != service:
        problem = f"to correct service: '{service}'."
    elif authorization.terminator != "aws4_request":
        problem = "with a valid terminator: 'aws4_request'."
    elif region is not None and authorization.region != region:
        problem = f"to a valid region, not '{authorization.region}'."
    else:
        return
    raise SignatureError(
        "InvalidSignatureException", f"Credential should be scoped {problem}"
    )


def _incomplete(message: str) -> SignatureError:
    return SignatureError("IncompleteSignatureException", message)


# Signing what came, to compare.


def _sign(
    request: Request, authorization: _Authorization, timestamp: str, secret: str
) -> str:
    canonical = _canonical_request(request, authorization.signed_headers)
    text = "\n".join(
        (_ALGORITHM, timestamp, authorization.scope, _sha256(canonical.encode()))
    )
    key = f"AWS4{secret}".encode()
    for part in authorization.scope.split("/"):
        key = _hmac(key, part)
    return _hmac(key, text).hex()


def _canonical_request(request: Request, signed_headers: tuple[str, ...]) -> str:
    return "\n".join(
        (
            request.method,
            _canonical_path(request.path),
            _canonical_query(request.query),
            *(f"{name}:{_canonical_header(request, name)}" for name in signed_headers),
            "",
            ";".join(signed_headers),
            _sha256(request.body),
        )
    )


def _canonical_path(path: str) -> str:
    """Encode the path once more than it came: every service but S3 does."""
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(segment)
    slash = "/" if segments and path.endswith("/") else ""
    return quote(f"/{'/'.join(segments)}{slash}", safe="/~")


def _canonical_query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    encoded = sorted((quote(k, safe="~"), quote(v, safe="~")) for k, v in pairs)
    return "&".join(f"{name}={value}" for name, value in encoded)


def _canonical_header(request: Request, name: str) -> str:
    return ",".join(" ".join(value.split()) for value in request.header_values(name))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
