"""
Frames on the sockets between the daemon and an execution environment.

Each is preceded by its length, as four bytes in network order. What the daemon asks is
JSON, and so are the answers to it; `connections_client.py` says what else there is.
"""

from __future__ import annotations

import json
import select
import socket
import struct
from typing import Any

__all__ = ["Frames", "encode", "frame", "receive"]

_to_json = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode

LENGTH = struct.Struct("!I")
CHUNK = 65536


def frame(data: bytes) -> bytes:
    """Return `data` with its length before it."""
    return LENGTH.pack(len(data)) + data


def encode(document: object) -> bytes:
    """
    Return the frame that carries `document`.

    Raises:
        TypeError, ValueError: If JSON has no form for it.
    """
    return frame(_to_json(document).encode())


class Frames:
    """
    Takes in bytes as they come, gives out frames.

    Args:
        size: The longest frame that is taken.
    """

    def __init__(self, size: int = 2**32) -> None:
        self._size = size
        self._data = bytearray()

    def add(self, data: bytes) -> list[bytes]:
        """
        Take in bytes and return the frames that are complete with them.

        Raises:
            ValueError: If a frame is too long.
        """
        if not self._data and _is_frame(data):  # as nearly all of them come
            return [data[LENGTH.size :]]
        self._data += data
        frames = []
        while len(self._data) >= LENGTH.size:
            (length,) = LENGTH.unpack_from(self._data)
            if length > self._size:
                raise ValueError(f"a frame of {length} bytes; at most {self._size}")
            end = LENGTH.size + length
            if len(self._data) < end:
                break
            frames.append(bytes(self._data[LENGTH.size : end]))
            del self._data[:end]
        return frames


def _is_frame(data: bytes) -> bool:
    """Tell whether bytes are one frame, neither more nor less."""
    length = len(data) - LENGTH.size
    return length >= 0 and LENGTH.unpack_from(data) == (length,)


def receive(channel: socket.socket) -> Any:
    """
    Wait for the next document; return None when the other end has closed.

    It is for who is sent one only when it has answered the one before.
    """
    frames = Frames()
    poll = select.poll()
    poll.register(channel, select.POLLIN)
    # Who waits in `recv` is woken by the other end's reading, too.
    while poll.poll() and (data := channel.recv(CHUNK)):
        for document in frames.add(data):
            return json.loads(document)
    return None
