"""
Calls of the `@connections` API that come over an environment's own channel.

The other end is `connections_client.py`, which says what frames look like.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from ..core.http_message import Request, Response
from .board import ID_SIZE, TAG_SIZE

__all__ = ["Answer", "Calls", "Promise"]

_ID = 1 + TAG_SIZE  # where it begins, in a post that nobody waits for
_DATA = _ID + ID_SIZE


class Promise(NamedTuple):
    """
    That posts to whoever is on the board succeed, so that nobody need wait for them.

    Attributes:
        tag: What the entries of its connections have on the board.
        size: How long a message may be.
        post: Posts a message to the connection of an id.
    """

    tag: bytes
    size: int
    post: Callable[[str, bytes], None]


Answer: TypeAlias = Callable[[Request], tuple[Response, Promise | None]]
"""Answers a call, which has a Host and no signature: the caller is known."""


class Calls:
    """
    The calls of one environment.

    Args:
        answer: Answers them.
    """

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._posts: dict[bytes, Callable[[str, bytes], None]] = {}

    def take(self, call: bytes) -> bytes | None:
        """
        Take in a call, and return its answer, if somebody waits for it.

        Raises:
            ValueError: If it is nonsense.
        """
        if call[:1] == b"+":
            post = self._posts.get(call[1:_ID])
            if post is None:
                raise ValueError("posts without a promise")
            post(call[_ID:_DATA].decode("ascii"), call[_DATA:])
            return None
        head, _, body = call.partition(b"\n")
        method, target, host = head.decode("ascii").split(" ")
        response, promise = self._answer(
            Request(method, target, (("Host", host),), body)
        )
        if promise is None:
            return b"%d\n%b" % (response.status, response.body)
        self._posts[promise.tag] = promise.post
        tag = promise.tag.hex().encode()
        return b"%d %b %d\n%b" % (response.status, tag, promise.size, response.body)
