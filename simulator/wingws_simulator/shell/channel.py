"""
Frames on the sockets between the daemon and an execution environment.

Each is preceded by its length, as four bytes in network order. What the daemon asks is
JSON, and so are the answers to it; `connections_client.py` says what else there is.
"""

from __future__ import annotations

import json
import os
import select
import socket
import struct
import time
from typing import Any

__all__ = ["CHUNK", "LENGTH", "Frames", "Inbox", "frame"]

# For text that is nothing but JSON.
_decode = json.JSONDecoder().raw_decode

LENGTH = struct.Struct("!I")
CHUNK = 65536

LOOKING = 60e-6
"""For how long an environment looks for its next event before it sleeps, in seconds."""

GIVING_WAY = 5e-6
"""How long it takes at most to give way to others, if nobody else wants to run."""


def frame(data: bytes) -> bytes:
    """Return `data` with its length before it."""
    return LENGTH.pack(len(data)) + data


class Frames:
    """Takes in bytes as they come, gives out frames."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def add(self, data: bytes) -> list[bytes]:
        """Take in bytes and return the frames that are complete with them."""
        if self._rest:
            self._rest += data
            if not self._has_frame():
                return []  # or a long one would be copied with each of its pieces
            data = bytes(self._rest)
            self._rest.clear()
        frames = []
        size, start = len(data), 0
        while start + LENGTH.size <= size:
            end = start + LENGTH.size + LENGTH.unpack_from(data, start)[0]
            if end > size:
                break
            frames.append(data[start + LENGTH.size : end])
            start = end
        self._rest += data[start:]
        return frames

    def _has_frame(self) -> bool:
        length = len(self._rest) - LENGTH.size
        return length >= 0 and LENGTH.unpack_from(self._rest)[0] <= length


class Inbox:
    """
    The documents that an environment is sent.

    It looks for the next one for a moment before it sleeps, unless somebody else wants
    the processor: to wake a process on another core takes longer than most handlers.

    Args:
        channel: Brings them.
    """

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._frames = Frames()
        self._documents: list[bytes] = []
        self._poll = select.poll()
        self._poll.register(channel, select.POLLIN)

    def receive(self) -> Any:
        """Wait for the next document; return None when the other end has closed."""
        while not self._documents:
            if not self._look():
                # Who waits in `recv` would be woken by the other end's reading, too.
                self._poll.poll()
            data = self._channel.recv(CHUNK)
            if not data:
                return None
            self._documents += self._frames.add(data)
        document, _ = _decode(self._documents.pop(0).decode())
        return document

    def _look(self) -> bool:
        began = now = time.perf_counter()
        is_alone = True
        while not (is_ready := bool(self._poll.poll(0))):
            if not is_alone or now - began > LOOKING:
                break
            before = now
            os.sched_yield()
            now = time.perf_counter()
            is_alone = now - before < GIVING_WAY
        return is_ready
