"""What both clients do alike: the handshake's options, and what is said of failures."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode

from websockets.exceptions import ConnectionClosed

from .errors import ExpectationFailed, Rejected
from .story import transcript

__all__ = [
    "Close",
    "Query",
    "Wire",
    "handshake",
    "rejected",
    "signed_by_stack",
    "to_frame",
]

__tracebackhide__ = True  # pytest then shows the test's own line

Query = Mapping[str, str | Sequence[str]]
"""Parameters of a handshake's URL; several values of one name are a list."""


class Close(NamedTuple):
    """How a connection ended.

    Attributes:
        code: of RFC 6455, as 1000; 1006 if nobody said.
        reason: the text that came with it.
    """

    code: int
    reason: str


@dataclass
class Wire:
    """What went over a connection, and how a test is told of it.

    Attributes:
        name: of the API.
        tell: returns what handlers did meanwhile.
        lines: what went over it.
        connection_id: as handlers see it.
    """

    name: str
    tell: Callable[[], str]
    lines: list[str] = field(default_factory=list)
    connection_id: str = ""

    def sent(self, data: object) -> None:
        """Note a message to the server."""
        self.lines.append(f"sent {data!r}")

    def received(self, data: object) -> None:
        """Note a message from the server."""
        self.lines.append(f"received {data!r}")

    def closed(self, close: Close) -> None:
        """Note the end, once."""
        if not any(line.startswith("closed ") for line in self.lines):
            self.lines.append(f"closed with {close.code} {close.reason!r}")

    def failure(self, what: str) -> ExpectationFailed:
        """Return the error that says what has not come, and all that has."""
        return ExpectationFailed("\n".join([what, self.text(), self.tell()]))

    def text(self) -> str:
        """Return what went over it."""
        return transcript(f"{self.name} {self.connection_id}", self.lines)

    def ended(self, exc: ConnectionClosed, what: str) -> ExpectationFailed:
        """Return the error of what cannot be, since the connection has ended."""
        close = self.note_end(exc)
        return self.failure(
            f"{what}: the connection was closed with {close.code} {close.reason!r}"
        )

    def note_end(self, exc: ConnectionClosed) -> Close:
        """Note how the server ended it."""
        close = Close(exc.rcvd.code, exc.rcvd.reason) if exc.rcvd else Close(1006, "")
        self.closed(close)
        return close

    def check_close(self, close: Close, code: int | None) -> Close:
        """Return how the connection ended.

        Raises:
            ExpectationFailed: with another code.
        """
        if code is not None and close.code != code:
            raise self.failure(
                f"expected close code {code}, got {close.code} {close.reason!r}"
            )
        return close

    def parsed(self, message: str) -> Any:
        """Return the value of a message of JSON.

        Raises:
            ExpectationFailed: it is none.
        """
        try:
            return json.loads(message)
        except ValueError as exc:
            raise self.failure(f"expected JSON, got {message!r}: {exc}") from None


def handshake(
    url: str,
    headers: Mapping[str, str] | None,
    query: Query | None,
    subprotocols: Sequence[str],
) -> dict[str, Any]:
    """Return the arguments of the library's ``connect``."""
    if query:
        url = f"{url}?{urlencode(query, doseq=True)}"
    return {
        "uri": url,
        "additional_headers": dict(headers or {}),
        "subprotocols": list(subprotocols) or None,
        "compression": None,
        "proxy": None,
        "ping_interval": None,  # what a test has not sent is no part of it
        "max_size": None,
        "max_queue": None,  # a pong must not wait for who reads messages
    }


def signed_by_stack(url: str, variables: Mapping[str, str]) -> str:
    """Return a URL with a signature of the stack's credentials, for ``auth="iam"``."""
    from botocore.credentials import Credentials  # half a second

    from ..cli.signed_url import signed

    keys = variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"]
    return signed(url, Credentials(*keys), variables["AWS_REGION"])


def rejected(name: str, status: int, body: bytes, story: str) -> Rejected:
    """Return the error of a handshake that was refused."""
    text = body.decode(errors="replace")
    return Rejected(
        f"the handshake with {name} was refused with {status}: {text}\n{story}",
        status,
        text,
    )


def to_frame(message: object) -> str | bytes:
    """Return what is sent: text and bytes as they are, anything else as JSON."""
    return message if isinstance(message, str | bytes) else json.dumps(message)
