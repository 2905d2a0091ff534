"""The daemon's end of an execution environment's process."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from .channel import encode, read
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


class Process:
    """
    Asks an execution environment one thing at a time; make one with :meth:`launch`.

    When :meth:`ask` returns or raises, all that the process printed until then is
    in the log.
    """

    def __init__(
        self,
        launcher: Launcher,
        launched: Launched,
        log: Log,
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        self._launcher = launcher
        self._launched = launched
        self._output = LogPipe(launched.log, log)
        self._reader, self._writer = streams
        self._is_waiting = True  # for an event; False from one until its answer

    @classmethod
    async def launch(cls, launcher: Launcher, log: Log) -> Process:
        """
        Launch an execution environment whose output goes to `log`.

        Raises:
            OSError: If the machine has no room for one, or the launcher is closed.
        """
        launched = launcher.launch()
        try:
            streams = await asyncio.open_unix_connection(sock=launched.channel)
            return cls(launcher, launched, log, streams)
        except BaseException:
            launcher.kill(launched)
            os.close(launched.log)
            raise

    @property
    def is_usable(self) -> bool:
        """Whether it can be asked: it lives, and has answered what it was asked."""
        return self._is_waiting and not self._launched.ended.done()

    async def ask(self, question: object) -> Any:
        """
        Return the answer to `question`; who cancels this can only close the process.

        Raises:
            Exited: If the process ends instead.
        """
        self._is_waiting = False
        self._writer.write(encode(question))
        try:
            answer = await read(self._reader)
            if answer is None:
                self._launcher.kill(self._launched)  # had it only closed the channel
                raise Exited(await asyncio.shield(self._launched.ended))
        finally:
            self._output.flush()
        self._is_waiting = True
        return answer

    def close(self) -> None:
        """End the process, and everything that it started."""
        self._launcher.kill(self._launched)
        self._writer.close()
        self._output.close()
