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
        self._rest = bytearray()

    def add(self, data: bytes) -> list[bytes]:
        """
        Take in bytes and return the frames that are complete with them.

        Raises:
            ValueError: If a frame is too long.
        """
        if self._rest:
            self._rest += data
            data = bytes(self._rest)
            self._rest.clear()
        frames = []
        size, start = len(data), 0
        while start + LENGTH.size <= size:
            (length,) = LENGTH.unpack_from(data, start)
            if length > self._size:
                raise ValueError(f"a frame of {length} bytes; at most {self._size}")
            end = start + LENGTH.size + length
            if end > size:
                break
            frames.append(data[start + LENGTH.size : end])
            start = end
        self._rest += data[start:]
        return frames


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
