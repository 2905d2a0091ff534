"""What a request says about its own signature, in its headers or in its query."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from .http_message import Request

__all__ = ["ALGORITHM", "TIMESTAMP", "Signature", "SignatureError"]

ALGORITHM = "AWS4-HMAC-SHA256"
TIMESTAMP = "%Y%m%dT%H%M%SZ"
_TIMESTAMP_FORM = re.compile(r"\d{8}T\d{6}Z", re.ASCII)

_PARAMETERS = ("Credential", "SignedHeaders", "Signature")
_QUERY_PARAMETERS = tuple(
    f"X-Amz-{name}" for name in (*_PARAMETERS, "Algorithm", "Date", "Expires")
)
_LONGEST = 604_800  # a week, for presigned URLs of every service


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
class Signature:
    """
    A signature and what it was made from, as the client claims.

    Attributes:
        access_key: Whose secret made it.
        date: Day of the credential scope, as YYYYMMDD; then its other parts.
        signed_headers: Names of the headers that were signed, lower case.
        signature: The signature itself, in hex.
        timestamp: When it was made, as YYYYMMDD'T'HHMMSS'Z'.
        expires: For how many seconds a presigned URL is good; None for headers.

    """

    access_key: str
    date: str
    region: str
    service: str
    terminator: str
    signed_headers: tuple[str, ...]
    signature: str
    timestamp: str
    expires: int | None = None

    @classmethod
    def of(cls, request: Request) -> Signature:
        """
        Read the signature of a request, from its headers or else from its query.

        Raises:
            SignatureError: If there is none, or only parts of one.

        """
        if header := request.header("Authorization"):
            return cls._from_header(header, request.header("X-Amz-Date") or "")
        query = dict(parse_qsl(request.query, keep_blank_values=True))
        if "X-Amz-Signature" in query or "X-Amz-Algorithm" in query:
            return cls._from_query(query)
        raise SignatureError(
            "MissingAuthenticationTokenException", "Missing Authentication Token"
        )

    @classmethod
    def _from_header(cls, header: str, timestamp: str) -> Signature:
        algorithm, _, rest = header.partition(" ")
        pairs = (item.partition("=") for item in rest.replace(" ", "").split(","))
        given = {name: value for name, _, value in pairs}
        missing = [name for name in _PARAMETERS if not given.get(name)]
        if algorithm != ALGORITHM or missing:
            required = "".join(
                f"Authorization header requires '{name}' parameter. "
                for name in missing or _PARAMETERS
            )
            raise _incomplete(f"{required}Authorization={algorithm}")
        return cls._build(given, timestamp)

    @classmethod
    def _from_query(cls, query: Mapping[str, str]) -> Signature:
        missing = [name for name in _QUERY_PARAMETERS if not query.get(name)]
        if missing:
            required = "".join(
                f"AWS query-string parameters must include '{name}'. "
                for name in missing
            )
            raise _incomplete(f"{required}Re-examine the query-string parameters.")
        if query["X-Amz-Algorithm"] != ALGORITHM:
            raise _incomplete(f"Unsupported AWS 'algorithm': {ALGORITHM} is required.")
        given = {name: query[f"X-Amz-{name}"] for name in _PARAMETERS}
        return cls._build(
            given, query["X-Amz-Date"], expires=_to_expires(query["X-Amz-Expires"])
        )

    @classmethod
    def _build(
        cls, given: Mapping[str, str], timestamp: str, expires: int | None = None
    ) -> Signature:
        try:
            access_key, date, region, service, terminator = given["Credential"].split(
                "/"
            )
        except ValueError:
            raise _incomplete(
                "Credential must have exactly 5 slash-delimited elements, e.g. "
                f"keyid/date/region/service/term, got '{given['Credential']}'"
            ) from None
        signed_headers = tuple(given["SignedHeaders"].split(";"))
        if "host" not in signed_headers:
            raise _incomplete(
                "'Host' must be a 'SignedHeader' in the AWS Authorization."
            )
        return cls(
            access_key=access_key,
            date=date,
            region=region,
            service=service,
            terminator=terminator,
            signed_headers=signed_headers,
            signature=given["Signature"],
            timestamp=timestamp,
            expires=expires,
        )

    @property
    def scope(self) -> str:
        """The credential scope: day, region, service, terminator."""
        return f"{self.date}/{self.region}/{self.service}/{self.terminator}"

    @property
    def signed_at(self) -> float:
        """
        When the signature was made, in seconds since the epoch.

        Raises:
            SignatureError: If the timestamp isn't one.

        """
        try:
            if not _TIMESTAMP_FORM.fullmatch(self.timestamp):
                raise ValueError(self.timestamp)
            return datetime.fromisoformat(self.timestamp).timestamp()
        except ValueError:
            raise _incomplete(
                "Authorization header requires existence of an 'X-Amz-Date' header in "
                f"the form YYYYMMDD'T'HHMMSS'Z', got '{self.timestamp}'"
            ) from None


def _to_expires(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text[:7]) <= _LONGEST:
        return int(text[:7])
    raise _incomplete(f"X-Amz-Expires must be a number from 1 to {_LONGEST}.")


def _incomplete(message: str) -> SignatureError:
    return SignatureError("IncompleteSignatureException", message)
