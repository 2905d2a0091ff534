"""
Calls of the `@connections` API that come over an environment's own channel.

The other end is `wingws_runtime.transport`. A call is a line, ``POST <path> <host>``,
and after it the body; its answer is the status in digits, and after a line's end the
body.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeAlias, cast

from ..core.http_message import Request, Response
from ..core.settings import Settings
from .channel import Frames, frame

__all__ = ["Answer", "Calls"]

Answer: TypeAlias = Callable[[Request], Response]
"""Answers a call, which has a Host and no signature: the caller is known."""


class Calls(asyncio.Protocol):
    """The daemon's end of the channel of one environment."""

    _transport: asyncio.Transport

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._frames = Frames(Settings.body_size)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Answer the calls that are complete; nonsense costs the channel."""
        try:
            for call in self._frames.add(data):
                head, _, body = call.partition(b"\n")
                method, target, host = head.decode("ascii").split(" ")
                request = Request(method, target, (("Host", host),), body)
                response = self._answer(request)
                answer = b"%d\n%b" % (response.status, response.body)
                self._transport.write(frame(answer))
        except ValueError:
            self._transport.abort()
