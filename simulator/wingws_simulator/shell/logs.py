"""The log of a function: a file that stays bounded, and the pipes that fill it."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from ..core import lambda_log
from ..core.journal_event import DATA_SIZE, Note, forget
from .speaker import Speaker

__all__ = ["LOG_SIZE", "Log", "LogPipe"]

logger = logging.getLogger(__name__)

LOG_SIZE = 4 * 1024 * 1024
"""How long a file grows; the file before it is kept too, so a log takes twice that."""

PIPE_SIZE = 65536
DELAY = 0.05
LINE_SIZE = 262144  # CloudWatch cuts an event there


class Log:
    """
    The log of one function, in a file and its predecessor.

    Args:
        path: The file, ``<function>.log``; its predecessor is ``<function>.log.1``.
        size: How long the file grows before it becomes the predecessor.
        note: Is told what is printed, and what services say, but for the lines that
            begin and end an invocation.
    """

    def __init__(
        self, path: Path, *, size: int = LOG_SIZE, note: Note = forget
    ) -> None:
        self.path = path
        self._name = path.stem
        self._size = size
        self._note = note
        self._written = 0
        self._fd: int | None = None
        # Lines that are to be written together, after them those of invocations that
        # have begun, and what does so.
        self._held: list[str] = []
        self._begun: dict[str, None] = {}
        self._flushing: asyncio.TimerHandle | None = None

    def begin(self, request_id: str) -> None:
        """Append the line about an invocation's begin: soon, ahead of its prints."""
        self._begun[request_id] = None
        if self._flushing is None:
            loop = asyncio.get_running_loop()
            self._flushing = loop.call_later(DELAY, self._flush)

    def end(self, request_id: str, lines: str) -> None:
        """Append the lines about an invocation's end, soon."""
        if request_id in self._begun:  # and has printed nothing
            del self._begun[request_id]
            self._held.append(lambda_log.start(request_id))
        self._held.append(lines)
        if self._flushing is None:
            loop = asyncio.get_running_loop()
            self._flushing = loop.call_later(DELAY, self._flush)

    def _flush(self) -> None:
        self._flushing = None
        if self._held or self._begun:
            self.write(b"")

    def write(self, data: bytes) -> None:
        """Append whole lines; a full disk loses them and nothing else."""
        if self._held or self._begun:
            lines = (*self._held, *map(lambda_log.start, self._begun), "")
            data = "\n".join(lines).encode() + data
            self._held.clear()
            self._begun.clear()
        try:
            self._make_room(len(data))
            fd = self._fd if self._fd is not None else self._open()
            self._written += os.write(fd, data)
        except OSError as error:
            logger.warning("cannot write to %s: %s", self.path, error)

    def write_line(
        self, line: str, request_id: str | None = None, message_id: str | None = None
    ) -> None:
        """Append one line of the service's own."""
        self.take(f"{line}\n".encode(), request_id, message_id)

    def take(
        self, data: bytes, request_id: str | None, message_id: str | None = None
    ) -> None:
        """Append whole lines that belong to an invocation, maybe for a message."""
        for piece in (data,) if len(data) <= DATA_SIZE else _pieces(data):
            self._note("log", self._name, request_id, message_id, piece)
        self.write(data)

    def clear(self) -> None:
        """Forget what has been written, and what was to be."""
        self._held.clear()
        self._begun.clear()
        self._close()
        for path in (self.path, self.path.with_name(f"{self.path.name}.1")):
            path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file; a later write opens it again."""
        if self._flushing is not None:
            self._flushing.cancel()
            self._flush()
        self._close()

    def _close(self) -> None:
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def _make_room(self, size: int) -> None:
        if self._fd is not None and self._written + size > self._size:
            self._close()
            self.path.replace(self.path.with_name(f"{self.path.name}.1"))

    def _open(self) -> int:
        # Not the parents: where a project was before it was moved nothing is made.
        self.path.parent.mkdir(exist_ok=True)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        self._fd = os.open(self.path, flags, 0o600)
        self._written = os.fstat(self._fd).st_size
        return self._fd


class LogPipe:
    """
    What one execution environment prints, on its way into the log.

    Lines of environments that run at once are not torn.

    Args:
        fd: The end to read of the pipe, owned from now on.
        log: Where the lines go.
        speaker: Whose they are.
    """

    def __init__(self, fd: int, log: Log, speaker: Speaker) -> None:
        self._fd = fd
        self._log = log
        self._speaker = speaker
        self._line = b""
        self._is_open = True
        os.set_blocking(fd, False)
        self._loop = asyncio.get_running_loop()
        # In the loop's next turn: answers that came before what is read go first.
        self._loop.add_reader(fd, self._loop.call_soon, self._read)

    def flush(self) -> None:
        """Take in all that has been printed, its last line ended or not."""
        self._read()  # a pipe holds no more than one read takes
        self.end_line()

    def end_line(self) -> None:
        """End the last line of what has been taken in."""
        if self._line:
            self._take(self._line + b"\n")
            self._line = b""

    def close(self) -> None:
        """Take in the rest, and close the pipe."""
        self.flush()
        if self._is_open:
            self._stop()

    def _read(self) -> None:
        if not self._is_open:
            return
        try:
            data = os.read(self._fd, PIPE_SIZE)
        except BlockingIOError:
            return
        if not data:
            self._stop()
        lines, newline, self._line = (self._line + data).rpartition(b"\n")
        if newline:
            self._take(lines + newline)
        if len(self._line) > LINE_SIZE:
            self._take(self._line + b"\n")
            self._line = b""

    def _take(self, data: bytes) -> None:
        self._log.take(data, self._speaker.request_id, self._speaker.message_id)

    def _stop(self) -> None:
        self._loop.remove_reader(self._fd)
        os.close(self._fd)
        self._is_open = False


def _pieces(data: bytes) -> Iterator[bytes]:
    """Cut into what an event can hold, where a line ends if one does."""
    start = 0
    while start < len(data):
        end = start + DATA_SIZE
        if end < len(data):
            end = data.rfind(b"\n", start, end) + 1 or end
        yield data[start:end]
        start = end
