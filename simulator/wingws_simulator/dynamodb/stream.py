"""A stream of a table: its names, its one shard, and how its records are numbered.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from .position import Interval, private_prefix
from .table_spec import KeySchema

__all__ = [
    "RETENTION",
    "Stream",
    "from_sequence_number",
    "to_label",
    "to_sequence_number",
]

RETENTION = 24 * 60 * 60
"""Seconds that a record can be read for."""

# A sequence number has 21 digits at least.
_FIRST = 10**20


@dataclass(frozen=True)
class Stream:
    """A stream; a table has one that goes on, and may have some that have ended.

    On AWS a shard ends every few hours and others follow; here a stream is one shard.

    Attributes:
        table_name: the table.
        label: when it began, as its ARN has it.
        view_type: what its records show of an item.
        hash_key: the table's, with the next one: the table may be gone.
        range_key: the table's.
        created_at: seconds since the epoch.
        ended_at: the same; None while it goes on.
    """

    table_name: str
    label: str
    view_type: str
    hash_key: str
    range_key: str | None
    created_at: float
    ended_at: float | None = None

    @property
    def key(self) -> KeySchema:
        """The key of the table."""
        return KeySchema(self.hash_key, self.range_key)

    @property
    def resource(self) -> str:
        """What its ARN has after ``table/``."""
        return f"{self.table_name}/stream/{self.label}"

    @property
    def shard_id(self) -> str:
        """The id of its shard, of AWS's form."""
        digest = blake2b(self.resource.encode(), digest_size=4).hexdigest()
        return f"shardId-{int(self.created_at * 1000):020d}-{digest}"

    @property
    def position(self) -> bytes:
        """Where this description lies among the rows."""
        return private_prefix("stream", self.table_name, self.label)

    def record_position(self, number: int) -> bytes:
        """Return where the record of a number lies among the rows."""
        prefix = private_prefix("record", self.table_name, self.label)
        return prefix + number.to_bytes(8)

    def records(self, first: int, end: int = 2**63) -> Interval:
        """Return where the records from ``first`` to just before ``end`` lie."""
        return Interval(self.record_position(first), self.record_position(end))

    def to_dict(self) -> dict[str, Any]:
        """Return the description as JSON can carry it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Stream:
        """Rebuild a description from ``to_dict``."""
        return cls(**data)


def to_label(at: float) -> str:
    """Write a time as AWS names a stream by it."""
    moment = datetime.fromtimestamp(at, UTC)
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00")


def to_sequence_number(number: int) -> str:
    """Write the number of a record as AWS does; later ones sort after earlier ones."""
    return str(_FIRST + number)


def from_sequence_number(text: str) -> int | None:
    """Read the number of a record; None if the text is none of ours."""
    if not (text.isascii() and text.isdecimal() and len(text) == len(str(_FIRST))):
        return None
    number = int(text) - _FIRST
    return number if 0 <= number < 2**63 else None
