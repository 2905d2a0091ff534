"""HTTP requests and responses as plain data, for the core and the shell alike."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Headers", "Request", "Response"]

Headers = tuple[tuple[str, str], ...]
"""Header names and values in the order and case of the wire; names may repeat."""


class Request(NamedTuple):
    """
    A complete HTTP request.

    Attributes:
        method: Method, upper case as on the wire.
        target: Path and query exactly as on the wire, still percent-encoded.
        headers: Header fields.
        body: Whole body; empty when there is none.
        source_ip: Address of the client.
        scheme: `https` if it came over TLS, else `http`.

    """

    method: str
    target: str
    headers: Headers = ()
    body: bytes = b""
    source_ip: str = "127.0.0.1"
    scheme: str = "http"

    @property
    def path(self) -> str:
        """The part of the target before the query, still percent-encoded."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The part of the target after `?`, still percent-encoded."""
        return self.target.partition("?")[2]

    def header(self, name: str) -> str | None:
        """Return the last value of a header, or None; the case of names is ignored."""
        wanted = name.lower()
        for key, value in reversed(self.headers):
            if key == name or key.lower() == wanted:
                return value
        return None

    def header_values(self, name: str) -> list[str]:
        """Return all values of a header in wire order."""
        wanted = name.lower()
        return [value for key, value in self.headers if key.lower() == wanted]


class Response(NamedTuple):
    """A complete HTTP response; the shell adds Date and Content-Length."""

    status: int
    headers: Headers = ()
    body: bytes = b""
