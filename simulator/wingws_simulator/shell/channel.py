"""
Frames on the sockets between the daemon and an execution environment.

Each is preceded by its length, as four bytes in network order. What the daemon asks is
JSON; `environment.py` says what the answers are, `connections_client.py` what else
there is.

A busy environment may be sent events ahead, each a datagram on a socket of its own. One
that it has not begun can be taken back: the daemon has the other end, too, and it is
the kernel that gives a datagram to one of both.
"""

from __future__ import annotations

import json
import os
import select
import socket
import struct
import time
from typing import Any

__all__ = ["AHEAD_SIZE", "CHUNK", "LENGTH", "Frames", "Inbox", "frame"]

# For text that is nothing but JSON.
_decode = json.JSONDecoder().raw_decode

LENGTH = struct.Struct("!I")
_PREFIX = LENGTH.size
CHUNK = 65536

AHEAD_SIZE = 8192
"""How long an event may be that is sent ahead."""

LOOKING = 250e-6
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
        while (begin := start + _PREFIX) <= size:
            end = begin + LENGTH.unpack_from(data, start)[0]
            if end > size:
                break
            frames.append(data[begin:end])
            start = end
        if start < size:
            self._rest += data[start:]
        return frames

    def _has_frame(self) -> bool:
        length = len(self._rest) - _PREFIX
        return length >= 0 and LENGTH.unpack_from(self._rest)[0] <= length


class Inbox:
    """
    The documents that an environment is sent.

    It looks for the next one for a moment before it sleeps, unless somebody else wants
    the processor: to wake a process on another core takes longer than most handlers.

    Args:
        channel: Brings them.
        ahead: Brings those that come ahead.
    """

    def __init__(self, channel: socket.socket, ahead: socket.socket) -> None:
        self._channel = channel
        self._ahead = ahead
        self._frames = Frames()
        self._channel_poll = select.poll()
        self._channel_poll.register(channel, select.POLLIN)
        self._poll = select.poll()
        self._poll.register(channel, select.POLLIN)
        self._poll.register(ahead, select.POLLIN)

    def receive(self, *, takes_ahead: bool) -> Any:
        """
        Wait for the next document; return None when the other end has closed.

        Args:
            takes_ahead: Whether it may be one that was sent ahead.
        """
        poll = self._poll if takes_ahead else self._channel_poll
        while self._wait(poll) == self._ahead.fileno():
            try:
                return _parse(self._ahead.recv(AHEAD_SIZE, socket.MSG_DONTWAIT))
            except BlockingIOError:
                pass  # it was taken back just now
        documents: list[bytes] = []
        while not documents:
            data = self._channel.recv(CHUNK)
            if not data:
                return None
            documents = self._frames.add(data)
        return _parse(*documents)

    def _wait(self, poll: select.poll) -> int:
        """Wait, and return whose descriptor has something: the channel's, if both."""
        # Who waits in `recv` would be woken by the other end's reading, too.
        return (self._look(poll) or poll.poll())[0][0]

    def _look(self, poll: select.poll) -> list[tuple[int, int]]:
        began = now = time.perf_counter()
        is_alone = True
        while not (ready := poll.poll(0)):
            if not is_alone or now - began > LOOKING:
                break
            before = now
            os.sched_yield()
            now = time.perf_counter()
            is_alone = now - before < GIVING_WAY
        return ready


def _parse(document: bytes) -> Any:
    return _decode(document.decode())[0]
