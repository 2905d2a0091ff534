"""The daemon's end of an execution environment's process."""

from __future__ import annotations

import asyncio
import json
from typing import Any, cast

from .calls import Answer, Calls
from .channel import Frames, encode
from .launcher import Launched, Launcher
from .logs import Log, LogPipe

__all__ = ["Exited", "Process"]


class Exited(Exception):
    """
    The process ended and left a question unanswered.

    Attributes:
        ending: Lambda's words for how, None if nobody saw it.
    """

    def __init__(self, ending: str | None) -> None:
        super().__init__(ending)
        self.ending = ending


class Process(asyncio.Protocol):
    """
    Asks an execution environment one thing at a time; make one with :meth:`launch`.

    When :meth:`ask` returns or raises, all that the process printed until then is
    in the log.
    """

    _channel: asyncio.Transport
    _calls: asyncio.Transport

    def __init__(self, launcher: Launcher, launched: Launched, log: Log) -> None:
        self._launcher = launcher
        self._launched = launched
        self._output = LogPipe(launched.log, log)
        self._frames = Frames()
        # Done with the next answer, or None when there will be none.
        self._answer: asyncio.Future[bytes | None] | None = None
        self._is_waiting = True  # for an event; False from one until its answer

    @classmethod
    async def launch(cls, launcher: Launcher, log: Log, answer: Answer) -> Process:
        """
        Launch an execution environment.

        Args:
            launcher: What starts it.
            log: Where its output goes.
            answer: Answers the calls of `@connections` that come over its channel.

        Raises:
            OSError: If the machine has no room for one, or the launcher is closed.
        """
        loop = asyncio.get_running_loop()
        launched = launcher.launch()
        process = cls(launcher, launched, log)
        connect = loop.create_unix_connection
        try:
            await connect(lambda: process, sock=launched.channel)
            process._calls, _ = await connect(
                lambda: Calls(answer), sock=launched.calls
            )
        except BaseException:
            launcher.kill(launched)
            launched.channel.close()
            launched.calls.close()
            process._output.close()
            raise
        return process

    @property
    def is_usable(self) -> bool:
        """Whether it can be asked: it lives, and has answered what it was asked."""
        return self._is_waiting and not self._launched.ended.done()

    async def ask(self, question: object, *, limit: float) -> Any:
        """
        Return the answer to `question`; who cancels this can only close the process.

        Raises:
            Exited: If the process ends instead, or the answer is nobody's but the
                handler's own; all one can do then is close it.
            TimeoutError: If it takes too long; all one can do then is close it.
        """
        loop = asyncio.get_running_loop()
        self._is_waiting = False
        self._answer = loop.create_future()
        timer = loop.call_later(limit, self._give_up)
        self._channel.write(encode(question))
        try:
            if self._channel.is_closing() or (answer := await self._answer) is None:
                # Who only closed the channel may yet end, in a way of its own.
                async with asyncio.timeout_at(timer.when()):
                    raise Exited(await asyncio.shield(self._launched.ended))
        finally:
            timer.cancel()
            self._output.flush()
        if (document := _parse(answer)) is None:
            raise Exited(None)
        self._is_waiting = True
        return document

    def close(self) -> None:
        """End the process, and everything that it started."""
        self._launcher.kill(self._launched)
        self._channel.close()
        self._calls.close()
        self._output.close()

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start to listen."""
        self._channel = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Take in answers, or parts of one."""
        for answer in self._frames.add(data):
            self._resolve(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        """Take in that no more answers will come."""
        self._resolve(None)

    def _give_up(self) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(TimeoutError())

    def _resolve(self, answer: bytes | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(answer)


def _parse(answer: bytes) -> dict[str, Any] | None:
    """Return an answer of an environment's, or None if something else wrote it."""
    try:
        document = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    if isinstance(document, dict) and "memory_used" in document:
        return document
    return None
