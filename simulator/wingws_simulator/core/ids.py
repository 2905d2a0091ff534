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
from struct import Struct

__all__ = ["Ids", "is_connection_id"]

_TICK = 0.025
_CONNECTION_KIND = 2
_REQUEST_KIND = 5
_ID = Struct("!IIBH")
# A request's, and a message's less the bytes that it has of its connection. Each begins
# with a character of its own, which a byte before the second one sees to.
_BOTH = Struct("!IIBHxIIB")
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_CONNECTION_ID = re.compile(r"[A-Za-z0-9_-]{15}=")


class Ids:
    """
    A source of fresh ids.

    Args:
        random_bits: Returns a number of that many random bits, like
            `random.getrandbits`.

    """

    def __init__(self, random_bits: Callable[[int], int]) -> None:
        self._random_bits = random_bits
        self.move()

    def move(self) -> None:
        """Issue ids from another host: what is drawn is other than it was."""
        self._host = self._random_bits(16)

    def connection_id(self, now: float) -> str:
        """Return an id for a new connection."""
        return self._encode(now, _CONNECTION_KIND, self._host)

    def of_message(self, now: float, connection_id: str) -> tuple[str, str]:
        """
        Return ids for an event and for the message that it is about.

        The message's ends in the last bytes of its connection's.

        """
        bits = self._random_bits(80)
        tick = int(now / _TICK) & 0xFFFFFFFF
        request = tick, bits & 0xFFFFFFFF, _REQUEST_KIND, bits >> 32 & 0xFFFF
        both = _BOTH.pack(*request, tick, bits >> 48, _CONNECTION_KIND)
        text = _to_text(both)
        # Of eleven bytes, the last two make the last four characters.
        return text[:15] + "=", text[16:] + connection_id[12:]

    def request_id(self, now: float) -> str:
        """Return an id for one event or one call of the management API."""
        return self._encode(now, _REQUEST_KIND, self._random_bits(16))

    def trace_id(self, now: float) -> str:
        """Return the value of an `X-Amzn-Trace-Id` header."""
        return f"Root=1-{int(now):08x}-{self._random_bits(96):024x}"

    def _encode(self, now: float, kind: int, tail: int) -> str:
        tick = int(now / _TICK) & 0xFFFFFFFF
        return _to_text(_ID.pack(tick, self._random_bits(32), kind, tail))


def _to_text(id_: bytes) -> str:
    return b2a_base64(id_, newline=False).translate(_URL_SAFE).decode()


def is_connection_id(text: str) -> bool:
    """Tell whether the text has the form of a connection id, issued or not."""
    return _CONNECTION_ID.fullmatch(text) is not None
