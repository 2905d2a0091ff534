"""
Which connections can be posted to at this moment, in memory that environments read.

An environment that finds a connection here knows what a post would be answered, and
need not wait for it. The daemon alone writes, and takes a connection off before
anybody can know that it has closed. A reader may see half of an entry: half of one is
none, and who finds none asks.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from itertools import count
from pathlib import Path
from zlib import crc32

__all__ = ["TAG_SIZE", "Board", "BoardView"]

ID_SIZE = 16
TAG_SIZE = 4
_ENTRY = ID_SIZE + TAG_SIZE
_NOTHING = bytes(_ENTRY)

# A connection that finds its bucket full is not on the board: posts to it are asked.
_BUCKETS = 1024
_BUCKET = 32 * _ENTRY
_HEADER = 1
_SIZE = _HEADER + _BUCKETS * _BUCKET


def _bucket(key: bytes) -> int:
    return _HEADER + crc32(key) % _BUCKETS * _BUCKET


class Board:
    """
    The daemon's side: entries of an id, and of a tag that says which API it is of.

    Attributes:
        fd: The descriptor that readers inherit; nobody can write by it.
    """

    def __init__(self) -> None:
        file, name = tempfile.mkstemp(prefix="wingws-")
        try:
            os.truncate(file, _SIZE)
            self._memory = mmap.mmap(file, _SIZE)
            self.fd = os.open(name, os.O_RDONLY | os.O_CLOEXEC)
        finally:
            os.close(file)
            Path(name).unlink()
        self._tags = count()
        self._is_valid = False

    @property
    def is_valid(self) -> bool:
        """Whether what is here counts; else everybody asks about every post."""
        return self._is_valid

    @is_valid.setter
    def is_valid(self, is_valid: bool) -> None:
        if is_valid is not self._is_valid:
            self._is_valid = is_valid
            self._memory[0] = is_valid

    def new_tag(self) -> bytes:
        """Return a tag that no entry has."""
        return next(self._tags).to_bytes(TAG_SIZE, "big")

    def add(self, connection_id: str, tag: bytes) -> None:
        """Put up a connection, unless it is there."""
        key = connection_id.encode() + tag
        if self._find(key, key) < 0 and (place := self._find(key, _NOTHING)) >= 0:
            self._memory[place : place + _ENTRY] = key

    def remove(self, connection_id: str, tag: bytes) -> None:
        """Take off a connection, if it is there."""
        key = connection_id.encode() + tag
        if (place := self._find(key, key)) >= 0:
            self._memory[place : place + _ENTRY] = _NOTHING

    def _find(self, key: bytes, entry: bytes) -> int:
        """Return where in the bucket of `key` an entry is, -1 if nowhere."""
        start = _bucket(key)
        for place in range(start, start + _BUCKET, _ENTRY):
            if self._memory[place : place + _ENTRY] == entry:
                return place
        return -1

    def close(self) -> None:
        """Let go of the memory; readers keep it."""
        self._memory.close()
        os.close(self.fd)


class BoardView:
    """
    An environment's side.

    Args:
        fd: A descriptor of the board, which can be closed from now on.
    """

    def __init__(self, fd: int) -> None:
        self._memory = mmap.mmap(fd, _SIZE, prot=mmap.PROT_READ)

    def has(self, connection_id: bytes, tag: bytes) -> bool:
        """Tell whether a post to a connection is sure to succeed."""
        key = connection_id + tag
        start = _bucket(key)
        # An id ends in the one `=` that it has, so none is found across two entries.
        return self._memory[0] == 1 and key in self._memory[start : start + _BUCKET]
