"""A shard iterator: where GetRecords goes on, as text that only we need to read.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html
"""

from __future__ import annotations

import binascii
import json
from base64 import b64decode, b64encode
from typing import NamedTuple

from .errors import ExpiredIteratorException, ValidationException

__all__ = ["ShardIterator"]

LIFETIME = 15 * 60
"""Seconds."""

_SEPARATOR = "|1|"


class ShardIterator(NamedTuple):
    """Where to go on reading.

    Attributes:
        stream_arn: the stream.
        first: the number of the next record.
        made_at: seconds since the epoch.
        is_lasting: whether records that were trimmed meanwhile are just left out.
    """

    stream_arn: str
    first: int
    made_at: float
    is_lasting: bool

    def to_text(self) -> str:
        """Write it as clients hand it around."""
        content = json.dumps(self[1:]).encode()
        return f"{self.stream_arn}{_SEPARATOR}{b64encode(content).decode()}"

    @classmethod
    def parse(cls, text: str) -> ShardIterator:
        """Read what ``to_text`` wrote.

        Raises:
            ValidationException: it is something else.
        """
        stream_arn, _, encoded = text.partition(_SEPARATOR)
        try:
            match json.loads(b64decode(encoded, validate=True)):
                case [int(first), float(made_at), bool(is_lasting)] if (
                    0 <= first <= 2**63
                ):
                    return cls(stream_arn, first, made_at, is_lasting)
        except (binascii.Error, ValueError):
            pass
        raise ValidationException(f"Invalid ShardIterator: {text}")

    def check_age(self, now: float) -> None:
        """Refuse it if it is older than fifteen minutes.

        Raises:
            ExpiredIteratorException: it is.
        """
        if now > self.made_at + LIFETIME:
            raise ExpiredIteratorException(
                f"Iterator expired. The iterator was created at {self.made_at:.3f}, "
                f"while right now is {now:.3f}, which is further in the future than "
                f"the tolerated delay of {LIFETIME} seconds"
            )
