"""
Carries JSON documents between the daemon and an execution environment.

Each is preceded by its length, as four bytes in network order.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from typing import Any

__all__ = ["encode", "read", "receive"]

LENGTH = struct.Struct("!I")


def encode(document: object) -> bytes:
    """
    Return the bytes that carry `document`.

    Raises:
        TypeError, ValueError: If JSON has no form for it.
    """
    data = json.dumps(document, separators=(",", ":")).encode()
    return LENGTH.pack(len(data)) + data


def receive(channel: socket.socket) -> Any:
    """Wait for the next document; return None when the other end has closed."""
    header = _receive_exactly(channel, LENGTH.size)
    if header is None:
        return None
    data = _receive_exactly(channel, LENGTH.unpack(header)[0])
    return None if data is None else json.loads(data)


def _receive_exactly(channel: socket.socket, size: int) -> bytes | None:
    data = bytearray()
    while len(data) < size:
        chunk = channel.recv(size - len(data))
        if not chunk:
            return None
        data += chunk
    return bytes(data)


async def read(reader: asyncio.StreamReader) -> Any:
    """Await the next document; return None when the other end has closed."""
    try:
        header = await reader.readexactly(LENGTH.size)
        return json.loads(await reader.readexactly(LENGTH.unpack(header)[0]))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
