"""
The daemon's end of the zygote: launches execution environments.

Nothing here waits: starting the zygote is one exec, asking it for an environment
one message, and what it says later arrives through the event loop.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from .zygote import ENDED, KILL, LAUNCH, REQUEST
from .zygote_process import ZygoteProcess, start_zygote

__all__ = ["Launched", "Launcher"]

RETRY_INTERVAL = 0.01


@dataclass(frozen=True)
class Launched:
    """
    An environment that has been asked for.

    Attributes:
        number: What the launcher calls it.
        channel: The daemon's end of its channel.
        answers: The daemon's end of the socket for answers to its calls.
        ahead: Both ends of the socket for events that are sent ahead.
        log: The end to read of the pipe that its output goes to.
        ended: Done when it has ended, with Lambda's words for how, or None if nobody
            saw it. Shield it: who awaits it must not cancel it.
    """

    number: int
    channel: socket.socket
    answers: socket.socket
    ahead: tuple[socket.socket, socket.socket]
    log: int
    ended: asyncio.Future[str | None]


class Launcher:
    """
    Starts the zygote when first needed, and again should it ever end.

    Every method must be called on the event loop's thread.

    Args:
        board: The descriptor of the board, for all environments.
        zygote: One that has been started ahead; owned from now on.
    """

    def __init__(self, board: int, zygote: ZygoteProcess | None = None) -> None:
        self._board = board
        self._ahead = zygote
        self._numbers: Iterator[int] = count()
        self._ended: dict[int, asyncio.Future[str | None]] = {}
        self._zygote: ZygoteProcess | None = None
        self._control: socket.socket | None = None
        self._received = bytearray()
        self._is_closed = False
        self._zygote_ended = asyncio.Event()
        self._zygote_ended.set()

    def start(self) -> None:
        """
        Start the zygote, if it does not run.

        Raises:
            OSError: If the machine has no room for it, or the launcher is closed.
        """
        if self._control is None:
            self._control = self._start_zygote()

    def launch(self) -> Launched:
        """
        Ask for an environment.

        Raises:
            OSError: If the machine is out of processes, memory or file descriptors,
                or the launcher is closed.
        """
        self.start()
        assert self._control is not None
        number = next(self._numbers)
        channel, channel_inside = socket.socketpair()
        answers, answers_inside = socket.socketpair()
        ahead = socket.socketpair(type=socket.SOCK_DGRAM)
        log, log_inside = os.pipe()
        try:
            request = REQUEST.pack(LAUNCH, number)
            sockets = channel_inside, answers_inside, ahead[1]
            fds = [*(each.fileno() for each in sockets), self._board, log_inside]
            socket.send_fds(self._control, [request], fds)
        except OSError:
            for each in (channel, answers, *ahead):
                each.close()
            os.close(log)
            raise
        finally:
            channel_inside.close()
            answers_inside.close()
            os.close(log_inside)
        ended = self._ended[number] = asyncio.get_running_loop().create_future()
        return Launched(number, channel, answers, ahead, log, ended)

    def kill(self, launched: Launched) -> None:
        """End an environment, and everything that it started, if it still runs."""
        if self._control is None or launched.ended.done():
            return
        try:
            self._control.send(REQUEST.pack(KILL, launched.number))
        except BlockingIOError:
            asyncio.get_running_loop().call_later(RETRY_INTERVAL, self.kill, launched)
        except ConnectionError:
            pass  # the zygote is gone, and took it along

    async def close(self) -> None:
        """End all environments and the zygote, and wait until they are gone."""
        self._is_closed = True
        if self._control:
            self._control.shutdown(socket.SHUT_WR)
        await self._zygote_ended.wait()

    def _start_zygote(self) -> socket.socket:
        if self._is_closed:
            raise ConnectionError("the launcher is closed; it launches nothing more")
        self._zygote = self._ahead or start_zygote()
        self._ahead = None
        control = self._zygote[1]
        asyncio.get_running_loop().add_reader(control, self._receive)
        self._zygote_ended.clear()
        return control

    def _receive(self) -> None:
        assert self._control is not None
        try:
            data = self._control.recv(4096)
        except ConnectionError:
            data = b""
        if not data:
            self._forget_zygote()
        self._received += data
        while len(self._received) >= ENDED.size:
            number, status = ENDED.unpack_from(self._received)
            del self._received[: ENDED.size]
            self._ended.pop(number).set_result(_ending(status))

    def _forget_zygote(self) -> None:
        assert self._control is not None and self._zygote is not None
        asyncio.get_running_loop().remove_reader(self._control)
        self._control.close()
        self._control = None
        self._zygote[0].wait()  # at once: closing the socket was its last act
        for ended in self._ended.values():
            ended.set_result(None)
        self._ended.clear()
        self._received.clear()
        self._zygote_ended.set()


def _ending(status: int) -> str:
    """Return Lambda's words for how a process ended."""
    if status >= 0:
        return f"exit status {status}"
    description = signal.strsignal(-status) or f"signal {-status}"
    return f"signal: {description.lower()}"
