"""Where a row lies: one byte string that sorts as DynamoDB sorts the rows.

A position is the table's name, the index's name (empty for the table itself), a
hash of the hash key, the hash key, the range key, and, in an index, the table's key
of the item. Each part is closed by ``00 01`` and has ``00 FF`` for each ``00`` in
it, which keeps the order of the parts. So every query, every segment of a scan and
every page is one half-open interval of positions. What else is kept begins with
``00``, as no table's name does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

__all__ = [
    "Interval",
    "after",
    "build_position",
    "hash_interval",
    "join_parts",
    "prefix_interval",
    "private_prefix",
    "segment_interval",
    "successor",
]

_SLOT_SIZE = 4
_SLOTS = 256**_SLOT_SIZE
_END = b"\x00\x01"


@dataclass(frozen=True, slots=True)
class Interval:
    """Positions from ``low`` to just before ``high``."""

    low: bytes
    high: bytes


def join_parts(parts: Iterable[bytes]) -> bytes:
    """Join parts so that the results sort as the tuples of the parts do."""
    return b"".join(_escape(part) + _END for part in parts)


def _escape(part: bytes) -> bytes:
    """Encode the beginning of a part; what it begins sorts at or after it."""
    return part.replace(b"\x00", b"\x00\xff")


def build_position(view: bytes, keys: tuple[bytes, ...]) -> bytes:
    """Build the position of a row.

    Args:
        view: the joined names of the table and the index.
        keys: the encoded keys, the hash key first.
    """
    # As on AWS, items are scattered by their hash key: a scan shows no order.
    return view + _slot(keys[0]) + join_parts(keys)


def hash_interval(
    view: bytes, hash_key: bytes, low: bytes, high: bytes | None
) -> Interval:
    """Return where the rows of one hash key lie whose range key is in [low, high)."""
    start = view + _slot(hash_key) + join_parts([hash_key])
    end = successor(start) if high is None else start + _escape(high)
    return Interval(start + _escape(low), end)


def segment_interval(view: bytes, segment: int, total_segments: int) -> Interval:
    """Return where the rows of one of the equal segments of a table lie."""
    first = segment * _SLOTS // total_segments
    last = (segment + 1) * _SLOTS // total_segments
    low = view + first.to_bytes(_SLOT_SIZE)
    return Interval(
        low, successor(view) if last == _SLOTS else view + last.to_bytes(_SLOT_SIZE)
    )


def prefix_interval(prefix: bytes) -> Interval:
    """Return where everything lies that begins with the prefix."""
    return Interval(prefix, successor(prefix))


def private_prefix(*parts: str) -> bytes:
    """Return what the positions of something else than tables begin with.

    Args:
        parts: its purpose, and what it is about.
    """
    return b"\x00" + join_parts(part.encode() for part in parts)


def successor(prefix: bytes) -> bytes:
    """Return the first byte string after all that begin with the prefix."""
    stripped = prefix.rstrip(b"\xff")
    return stripped[:-1] + bytes([stripped[-1] + 1])


def after(position: bytes) -> bytes:
    """Return the first byte string after this one."""
    return position + b"\x00"


def _slot(hash_key: bytes) -> bytes:
    return blake2b(hash_key, digest_size=_SLOT_SIZE).digest()
