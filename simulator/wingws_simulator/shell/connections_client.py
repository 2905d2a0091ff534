"""
The environment's end of its channel: calls of `@connections`, and all else it says.

The runtime finds one as the module `wingws_channel`, and prefers it to HTTPS. A call is
one frame, ``POST <path><id> <host>`` and after that line the body; its answer, over a
socket of its own, is the status in digits and after a line's end the body.

After a first POST that succeeds, the daemon may promise that further ones to that
endpoint do too, as long as the connection is on the board. Such a post is sent and not
waited for: ``+``, the promise's tag, the id and the message. What follows it on the
channel, the result of the handler included, is taken in after it.
"""

from __future__ import annotations

import os
import select
import socket
from threading import Lock

from ..core.utf8 import is_utf8
from .board import ID_SIZE, BoardView
from .channel import CHUNK, LENGTH, frame

__all__ = ["ConnectionsClient"]

_POST = b"+"


class ConnectionsClient:
    """
    What an environment says to the daemon, whatever threads it comes from.

    Args:
        channel: Takes frames to the daemon.
        answers: Brings answers to calls.
        board: Which connections can be posted to.
    """

    def __init__(
        self, channel: socket.socket, answers: socket.socket, board: BoardView
    ) -> None:
        self._is_fork = False
        os.register_at_fork(after_in_child=self._note_fork)
        self._channel = channel
        self._answers = answers
        self._board = board
        # By host and path: the tag of the promise, and how long a message may be.
        self._promises: dict[tuple[str, str], tuple[bytes, int]] = {}
        self._sending = Lock()
        self._asking = Lock()
        self._is_in_step = True
        self._poll = select.poll()
        self._poll.register(answers, select.POLLIN)

    def send(self, data: bytes) -> None:
        """Send a frame."""
        with self._sending:
            self._channel.sendall(frame(data))

    def call(
        self, method: str, path: str, connection_id: str, host: str, body: bytes = b""
    ) -> tuple[int, bytes] | None:
        """
        Call `@connections`.

        Args:
            method: POST, GET or DELETE.
            path: What is before the id.
            connection_id: Which connection, percent-encoded.
            host: Host and port of the API.
            body: The message.

        Returns:
            Status and body of the answer; None if nobody answers, or not on this way.
        """
        if self._is_fork:  # it must not join in
            return None
        endpoint = host, path
        if method == "POST" and endpoint in self._promises:
            tag, size = self._promises[endpoint]
            id_ = connection_id.encode()
            if (
                len(id_) == ID_SIZE
                and len(body) <= size
                and self._board.has(id_, tag)
                and is_utf8(body)
            ):
                self.send(b"%b%b%b%b" % (_POST, tag, id_, body))
                return 200, b""
        return self._ask(endpoint, f"{method} {path}{connection_id} {host}\n", body)

    def _note_fork(self) -> None:
        self._is_fork = True

    def _ask(
        self, endpoint: tuple[str, str], head: str, body: bytes
    ) -> tuple[int, bytes] | None:
        with self._asking:
            if not self._is_in_step:
                return None
            self._is_in_step = False  # a signal's handler may raise in here
            try:
                self.send(head.encode() + body)
                answer = self._receive()
            except OSError:
                return None
            self._is_in_step = True
        head_, _, rest = answer.partition(b"\n")
        status, *promise = head_.split(b" ")
        if promise:
            tag, size = promise
            self._promises[endpoint] = bytes.fromhex(tag.decode()), int(size)
        return (int(status), rest) if int(status) else None

    def _receive(self) -> bytes:
        # Who waits in `recv` is woken by the other end's reading, too.
        self._poll.poll()
        data = self._answers.recv(CHUNK)
        while len(data) < LENGTH.size or len(data) < self._size(data):
            chunk = self._answers.recv(CHUNK)
            if not chunk:
                raise ConnectionError("the channel was closed")
            data += chunk
        return data[LENGTH.size :]

    def _size(self, data: bytes) -> int:
        return LENGTH.size + int(LENGTH.unpack_from(data)[0])
