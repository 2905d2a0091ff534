"""
Verification of AWS Signature Version 4, as any SDK signs headers or presigns URLs.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html

"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import parse_qsl, quote

from .http_message import Request
from .settings import Settings
from .signature import ALGORITHM, TIMESTAMP, Signature, SignatureError

__all__ = ["SignatureError", "verify"]

_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your AWS Secret Access Key and signing method. "
    "Consult the service documentation for details."
)


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
    signature = Signature.of(request)
    _check_time(signature, now, clock_skew)
    _check_scope(signature, service, region)
    secret = secret_for(signature.access_key)
    if secret is None:
        raise SignatureError(
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        )
    expected = _sign(request, signature, secret)
    if not hmac.compare_digest(expected.encode(), signature.signature.encode()):
        raise SignatureError("InvalidSignatureException", _MISMATCH)
    return signature.access_key


# Checking what the client claims.


def _check_time(signature: Signature, now: float, clock_skew: float) -> None:
    """Refuse a signature that is too old, or of the future."""
    signed_at = signature.signed_at
    latest = signed_at + (signature.expires or clock_skew)
    if not signed_at - clock_skew <= now <= latest:
        clock = datetime.fromtimestamp(now, UTC).strftime(TIMESTAMP)
        problem = (
            f"Signature expired: {signature.timestamp} is now earlier than {clock}"
            if now > latest
            else f"Signature not yet current: {signature.timestamp} is still later "
            f"than {clock}"
        )
        minutes = round((latest - signed_at) / 60)
        raise SignatureError(
            "InvalidSignatureException", f"{problem} ({minutes} min. allowed.)"
        )
    if not signature.timestamp.startswith(signature.date):
        raise SignatureError(
            "InvalidSignatureException",
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version "
            f"of date from HTTP: '{signature.date}' != '{signature.timestamp[:8]}'",
        )


def _check_scope(signature: Signature, service: str, region: str | None) -> None:
    if signature.service != service:
        problem = f"to correct service: '{service}'."
    elif signature.terminator != "aws4_request":
        problem = "with a valid terminator: 'aws4_request'."
    elif region is not None and signature.region != region:
        problem = f"to a valid region, not '{signature.region}'."
    else:
        return
    raise SignatureError(
        "InvalidSignatureException", f"Credential should be scoped {problem}"
    )


# Signing what came, to compare.


def _sign(request: Request, signature: Signature, secret: str) -> str:
    canonical = _canonical_request(request, signature.signed_headers)
    hashed = _sha256(canonical.encode())
    text = "\n".join((ALGORITHM, signature.timestamp, signature.scope, hashed))
    return _hmac(_signing_key(secret, signature.scope), text).hex()


@lru_cache(maxsize=256)  # it is the same all day
def _signing_key(secret: str, scope: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = _hmac(key, part)
    return key


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
    """Encode and sort the query, without the signature of a presigned URL."""
    pairs = parse_qsl(query, keep_blank_values=True)
    encoded = sorted(
        (quote(name, safe="~"), quote(value, safe="~"))
        for name, value in pairs
        if name != "X-Amz-Signature"
    )
    return "&".join(f"{name}={value}" for name, value in encoded)


def _canonical_header(request: Request, name: str) -> str:
    return ",".join(" ".join(value.split()) for value in request.header_values(name))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
