"""The daemon's end of an execution environment's process."""

from __future__ import annotations

import asyncio
import json
import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias, cast

from ..core.lambda_result import Failed, InvocationResult, Returned
from .calls import Answer, Calls
from .channel import AHEAD_SIZE, LENGTH, Frames, frame
from .environment import HEAD
from .launcher import Launched, Launcher
from .logs import Log, LogPipe
from .speaker import Speaker

# For text that nothing but JSON is expected in.
_decode = json.JSONDecoder().raw_decode

__all__ = ["Answered", "Exited", "Outcome", "Process", "Said", "TimedOut"]


class Said(NamedTuple):
    """
    What an environment answered.

    Attributes:
        result: Of what it was asked.
        memory_used: The most that it has used, in MB.
        traceback: Of the exception that the handler ended with, if it did.
    """

    result: InvocationResult
    memory_used: int
    traceback: str | None


@dataclass(slots=True)
class Answered:
    """
    The process answered.

    Attributes:
        said: What it said.
        duration: How long it took, in seconds.
        size: How many bytes it was.
    """

    said: Said
    duration: float
    size: int


class Exited(NamedTuple):
    """
    The process ended, or what it said is the handler's own: there is no answer.

    Attributes:
        ending: Lambda's words for how, None if nobody saw it.
    """

    ending: str | None


class TimedOut(NamedTuple):
    """The answer takes too long; all one can do now is close the process."""


Outcome: TypeAlias = Answered | Exited | TimedOut


class Process(asyncio.Protocol):
    """
    Asks an execution environment one thing at a time; make one with :meth:`launch`.

    When the outcome is told, all that the process printed until then is in the log.

    Attributes:
        is_usable: Whether it can be asked: it lives, and has answered the last time.
        takes_ahead: Whether it can be asked ahead.
        speaker: Who is heard from it.
        goes_on: Whether it goes on by itself with what it was asked ahead: all that it
            had printed was in the log when it answered.
    """

    _channel: asyncio.Transport
    _answers: asyncio.Transport

    def __init__(
        self,
        launcher: Launcher,
        launched: Launched,
        log: Log,
        answer: Answer,
        speaker: Speaker,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._launcher = launcher
        self._launched = launched
        self.speaker = speaker
        self._output = LogPipe(launched.log, log, speaker)
        self._calls = Calls(answer)
        self._ahead, self._ahead_inside = launched.ahead
        self._ahead.setblocking(False)
        self._ahead_inside.setblocking(False)
        self._frames = Frames()
        self._is_lost = False
        self.is_usable = True
        self.takes_ahead = False
        self.goes_on = False
        launched.ended.add_done_callback(self._note_death)
        # Who is to be told the outcome, and when at the latest. The timer outlives
        # most questions, and looks when it fires which one there is now.
        self._tell: Callable[[Outcome], None] | None = None
        self._deadline = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = math.inf

    @classmethod
    async def launch(
        cls, launcher: Launcher, log: Log, answer: Answer, speaker: Speaker
    ) -> Process:
        """
        Launch an execution environment.

        Args:
            launcher: What starts it.
            log: Where its output goes.
            answer: Answers the calls of `@connections` that come over its channel.
            speaker: Who is heard from it.

        Raises:
            OSError: If the machine has no room for one, or the launcher is closed.
        """
        loop = asyncio.get_running_loop()
        launched = launcher.launch()
        process = cls(launcher, launched, log, answer, speaker)
        connect = loop.create_unix_connection
        try:
            await connect(lambda: process, sock=launched.channel)
            process._answers, _ = await connect(asyncio.Protocol, sock=launched.answers)
        except BaseException:
            launcher.kill(launched)
            for each in (launched.channel, launched.answers, *launched.ahead):
                each.close()
            process._output.close()
            raise
        return process

    def ask(
        self, question: bytes, *, limit: float, tell: Callable[[Outcome], None]
    ) -> None:
        """
        Put a question, and tell its outcome.

        Args:
            question: JSON.
            limit: How long the answer may take.
            tell: Called once, but not in here.
        """
        self.expect(limit=limit, tell=tell)
        if self._is_lost:
            return
        # On one socket with what follows, if it looks there: nothing orders two.
        self.takes_ahead = self.goes_on and self._send_ahead(question)
        if not self.takes_ahead:
            self._channel.write(LENGTH.pack(len(question)) + question)

    def ask_ahead(self, question: bytes) -> bool:
        """
        Put a question to a process that is busy with another; return whether it could.

        As soon as that one's outcome is told, :meth:`expect` the next one's.
        """
        return self.takes_ahead and self._send_ahead(question)

    def _send_ahead(self, question: bytes) -> bool:
        if len(question) > AHEAD_SIZE:
            return False
        try:
            self._ahead.send(question)
        except OSError:  # no room for more, or nobody there
            return False
        return True

    def take_back(self) -> bytes | None:
        """Take back the first question asked ahead that it has not begun, if any."""
        try:
            return self._ahead_inside.recv(AHEAD_SIZE)
        except BlockingIOError:
            return None

    def expect(self, *, limit: float, tell: Callable[[Outcome], None]) -> None:
        """
        Tell the outcome of a question that was asked ahead.

        Args:
            limit: How long the answer may take from now on.
            tell: Called once, but not in here.
        """
        self.is_usable = False
        self._tell = tell
        self._deadline = deadline = self._loop.time() + limit
        if deadline < self._timer_at:
            self._set_timer(deadline)
        if self._is_lost:
            self._launched.ended.add_done_callback(self._note_end)

    def crash(self, tell: Callable[[Outcome], None]) -> None:
        """Kill the process, and tell the outcome, as if it had been asked something."""
        self.is_usable = False
        self._tell = tell
        self._launcher.kill(self._launched)
        if self._is_lost:
            self._launched.ended.add_done_callback(self._note_end)

    def kill(self) -> None:
        """End the process; that is the outcome of what it was asked."""
        self._launcher.kill(self._launched)

    def close(self) -> None:
        """End the process, and everything that it started."""
        self._launcher.kill(self._launched)
        self._tell = None
        if self._timer is not None:
            self._timer.cancel()
        self._channel.close()
        self._answers.close()
        self._ahead.close()
        self._ahead_inside.close()
        self._output.close()

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start to listen."""
        self._channel = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Take in what it says, or parts of it."""
        try:
            for said in self._frames.add(data):
                if said[:1] == b"=":
                    _, duration, goes_on = HEAD.unpack_from(said)
                    answered = Answered(_parse(said[HEAD.size :]), duration, len(said))
                    self.is_usable = not self._launched.ended.done()
                    self.goes_on = goes_on
                    self._end(answered)
                elif (to_call := self._calls.take(said)) is not None:
                    self._answers.write(frame(to_call))
        except (ValueError, struct.error):
            self.is_usable = False
            self._end(Exited(None))

    def connection_lost(self, exc: Exception | None) -> None:
        """Take in that no more answers will come."""
        self._is_lost = True
        # Who only closed the channel may yet end, in a way of its own.
        self._launched.ended.add_done_callback(self._note_end)

    def _note_end(self, ended: asyncio.Future[str | None]) -> None:
        self._end(Exited(ended.result()))

    def _note_death(self, _: asyncio.Future[str | None]) -> None:
        self.is_usable = False

    def _set_timer(self, at: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = at
        self._timer = self._loop.call_at(at, self._look)

    def _look(self) -> None:
        self._timer_at = math.inf
        if self._tell is None:
            return
        if self._loop.time() < self._deadline:
            self._set_timer(self._deadline)
        else:
            self._end(TimedOut())

    def _end(self, outcome: Outcome) -> None:
        tell, self._tell = self._tell, None
        if tell is not None:
            if isinstance(outcome, Answered) and self.goes_on:
                self._output.end_line()
            else:
                self._output.flush()
            tell(outcome)


@lru_cache(maxsize=64)  # nearly all are alike
def _parse(answer: bytes) -> Said:
    """
    Return what an environment answered.

    Raises:
        ValueError: If something else wrote it.
    """
    try:
        document, _ = _decode(answer.decode())
    except RecursionError as exc:
        raise ValueError("nested beyond reason") from exc
    match document:
        case {"error_type": error_type, "message": message, "memory_used": used}:
            failed = Failed(error_type, message)
            return Said(failed, used, document.get("traceback"))
        case {"result": payload, "memory_used": used}:
            return Said(Returned(payload), used, None)
    raise ValueError("no answer")
