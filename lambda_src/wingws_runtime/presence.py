"""
Who comes into a room and who has left it, as the stream of the registry's table tells.

A user is in a room exactly if the row of both has seats, and a stream tells each change
of a row once and in order. So who comes on a second connection comes once, and leaves
with the last one, whether that leaves, disconnects, is found to be gone, or expires.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Presence"]


@dataclass(frozen=True)
class Presence:
    """
    A user has come into a room, or has left it.

    Attributes:
        room: The room's name.
        user: Who.
        joined: Whether the user is there now.
    """

    room: str
    user: str
    joined: bool

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Presence | None:
        """Return what a record of the stream tells; None for what is no such thing."""
        told = record["dynamodb"]
        kind, _, room = told["Keys"]["pk"]["S"].partition("#")
        was = "seats" in told.get("OldImage", {})
        is_ = "seats" in told.get("NewImage", {})
        if kind != "room" or was == is_:
            return None
        return cls(room, told["Keys"]["sk"]["S"], joined=is_)
