"""
Identifiers of AWS's shape.

Connection, message and request ids are eleven bytes in URL-safe base64, so sixteen
characters of which the last is `=`: four bytes of a 40 Hz counter, four random ones,
one for the kind and two for the host that issued them (decoded from captures of
real ids; AWS documents nothing but that an id is a string).

"""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Callable

__all__ = ["Ids", "is_connection_id"]

_TICK = 0.025
_CONNECTION_KIND = b"\x02"
_REQUEST_KIND = b"\x05"
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_CONNECTION_ID = re.compile(r"[A-Za-z0-9_-]{15}=")


class Ids:
    """
    A source of fresh ids.

    Args:
        random_bytes: Returns that many random bytes, like `os.urandom`.

    """

    def __init__(self, random_bytes: Callable[[int], bytes]) -> None:
        self._random_bytes = random_bytes
        self._host = random_bytes(2)

    def connection_id(self, now: float) -> str:
        """Return an id for a new connection."""
        return self._encode(now, _CONNECTION_KIND + self._host)

    def message_id(self, now: float, connection_id: str) -> str:
        """Return an id for a message; it ends in the last bytes of its connection's."""
        # Of eleven bytes, the last two make the last four characters.
        return self._encode(now, _CONNECTION_KIND) + connection_id[12:]

    def request_id(self, now: float) -> str:
        """Return an id for one event or one call of the management API."""
        return self._encode(now, _REQUEST_KIND + self._random_bytes(2))

    def trace_id(self, now: float) -> str:
        """Return the value of an `X-Amzn-Trace-Id` header."""
        return f"Root=1-{int(now):08x}-{self._random_bytes(12).hex()}"

    def _encode(self, now: float, tail: bytes) -> str:
        counter = int(now / _TICK) & 0xFFFFFFFF
        head = counter.to_bytes(4, "big") + self._random_bytes(4)
        return b2a_base64(head + tail, newline=False).translate(_URL_SAFE).decode()


def is_connection_id(text: str) -> bool:
    """Tell whether the text has the form of a connection id, issued or not."""
    return _CONNECTION_ID.fullmatch(text) is not None
