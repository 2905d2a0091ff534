"""What goes over a connection, and what is said if it is not what a test expects."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from websockets.exceptions import ConnectionClosed

from .errors import ExpectationFailed
from .story import transcript

__all__ = ["Close", "Wire"]

__tracebackhide__ = True  # pytest then shows the test's own line


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

    def nothing(self, what: str, timeout: float) -> ExpectationFailed:
        """Return the error of what has not come in time."""
        return self.failure(f"no {what} came in {timeout:g} s")

    def unexpected(self, what: str, data: object) -> ExpectationFailed:
        """Note a message, and return the error of one that came in place of that."""
        self.received(data)
        return self.failure(f"expected {what}, got {data!r}")

    def ended(self, exc: ConnectionClosed, what: str) -> ExpectationFailed:
        """Return the error of what cannot be, since the connection has ended."""
        close = self.note_end(exc)
        return self.failure(
            f"{what}: the connection was closed with {close.code} {close.reason!r}"
        )

    def note_end(self, exc: ConnectionClosed, code: int | None = None) -> Close:
        """Note how the server ended it, and return that.

        Raises:
            ExpectationFailed: with another code than ``code``.
        """
        close = Close(exc.rcvd.code, exc.rcvd.reason) if exc.rcvd else Close(1006, "")
        self.closed(close)
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
