"""
Signs requests to execute-api as AWS's SDKs do.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import hmac
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote

__all__ = ["Credentials", "sign"]

ALGORITHM = "AWS4-HMAC-SHA256"
SERVICE = "execute-api"


class Credentials(NamedTuple):
    """
    Who signs.

    Attributes:
        access_key: The access key's id.
        secret_key: Its secret.
        token: The session's token, None for a key of no session.
        region: Where the API is.
    """

    access_key: str
    secret_key: str
    token: str | None
    region: str

    def __repr__(self) -> str:
        return f"Credentials(access_key={self.access_key!r}, region={self.region!r})"


def sign(
    credentials: Credentials,
    method: str,
    host: str,
    path: str,
    body: bytes,
    timestamp: str,
) -> dict[str, str]:
    """
    Return the headers of a signed request.

    Args:
        credentials: Who signs.
        method: The HTTP method.
        host: Host, and port where it is none of the scheme's own.
        path: As it is sent, percent-encoded, without empty and dot segments.
        body: The body.
        timestamp: The time in UTC, as ``20241111T134535Z``.
    """
    headers = {"Host": host, "X-Amz-Date": timestamp}
    if credentials.token:
        headers["X-Amz-Security-Token"] = credentials.token
    names = ";".join(headers).lower()  # in their order already
    lines = [f"{name.lower()}:{value}" for name, value in headers.items()]
    # Whoever checks it encodes the path again: every service but S3 does.
    encoded, hashed = quote(path, safe="/~"), sha256(body).hexdigest()
    canonical = "\n".join([method, encoded, "", *lines, "", names, hashed])
    date = timestamp[:8]
    scope = f"{date}/{credentials.region}/{SERVICE}/aws4_request"
    digest = sha256(canonical.encode()).hexdigest()
    text = f"{ALGORITHM}\n{timestamp}\n{scope}\n{digest}"
    key = _signing_key(credentials.secret_key, date, credentials.region)
    headers["Authorization"] = (
        f"{ALGORITHM} Credential={credentials.access_key}/{scope}, "
        f"SignedHeaders={names}, Signature={_hmac(key, text).hex()}"
    )
    return headers


@lru_cache(maxsize=2)  # it is the same all day
def _signing_key(secret_key: str, date: str, region: str) -> bytes:
    key = f"AWS4{secret_key}".encode()
    for part in (date, region, SERVICE, "aws4_request"):
        key = _hmac(key, part)
    return key


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
