"""The execution environments of one version of a function."""

from __future__ import annotations

import asyncio
import logging
import os
from collections import deque
from collections.abc import Mapping
from typing import Any, TypeAlias

from ..core.function_config import FunctionConfig
from ..core.lambda_limits import Limits
from ..core.lambda_result import Failed, InvocationResult
from .calls import Answer
from .invoker import Invoker
from .launcher import Launcher
from .logs import Log
from .process import Process

__all__ = ["Pool"]

logger = logging.getLogger(__name__)

PATIENCE = 0.05
"""How long an environment is busy before who waits gets one of its own.

On AWS a cold start takes longer, so nobody sees the difference; a crowd of messages
that are handled at once would else get all the processes there may be, and each be
slower.
"""

STARTING = os.cpu_count() or 1
"""How many of a function's environments start at once; more would all be slower."""

Waiter: TypeAlias = "asyncio.Future[Invoker | None]"


class Pool:
    """
    Keeps execution environments warm, and launches more when all are busy.

    Attributes:
        config: The version of the function.
    """

    def __init__(
        self,
        config: FunctionConfig,
        launcher: Launcher,
        *,
        variables: Mapping[str, str],
        log: Log,
        limits: Limits,
        answer: Answer,
    ) -> None:
        self.config = config
        self._launcher = launcher
        self._variables = variables
        self._log = log
        self._limits = limits
        self._answer = answer
        # A debugger can attach to one at a time.
        self._most = 1 if config.debug_port is not None else limits.environments
        self._count = 0  # of environments, those being launched included
        # Since when each has something to do, and nothing, in that order.
        self._busy: dict[Invoker, float] = {}
        self._idle: list[tuple[float, Invoker]] = []
        self._cleaning: asyncio.TimerHandle | None = None
        # Who waits for one; None tells them to launch it themselves.
        self._waiting: deque[Waiter] = deque()
        self._looking: asyncio.TimerHandle | None = None
        self._is_retired = False

    async def invoke(self, event: Mapping[str, Any]) -> InvocationResult:
        """Return what the function makes of `event`, waiting for an environment."""
        try:
            invoker = self._take_idle() or await self._wait()
        except OSError as error:
            logger.warning("no environment for %s: %s", self.config.name, error)
            return Failed("ServiceException", str(error))
        self._busy[invoker] = asyncio.get_running_loop().time()
        try:
            return await invoker.invoke(event)
        finally:
            del self._busy[invoker]
            self._give_back(invoker)

    def retire(self) -> None:
        """End idle environments now, busy ones when they are done."""
        self._is_retired = True
        if self._cleaning is not None:
            self._cleaning.cancel()
        while self._idle:
            self._close(self._idle.pop()[1])

    def _take_idle(self) -> Invoker | None:
        # The one used last: it is the warmest, and the others stay swapped out.
        while self._idle:
            _, invoker = self._idle.pop()
            if invoker.is_usable:
                return invoker
            self._close(invoker)
        return None

    async def _wait(self) -> Invoker:
        """Wait for an environment, or launch one where that takes too long."""
        if self._count == 0:
            self._count += 1
            return await self._launch()
        loop = asyncio.get_running_loop()
        waiter: Waiter = loop.create_future()
        self._waiting.append(waiter)
        if self._looking is None:
            self._looking = loop.call_later(PATIENCE, self._look)
        try:
            invoker = await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self._give_back(waiter.result())
            raise
        return invoker or await self._launch()

    def _look(self) -> None:
        """Let who waits launch an environment, if all have long been busy."""
        loop = asyncio.get_running_loop()
        self._looking = None
        if self._waiting:
            self._looking = loop.call_later(PATIENCE, self._look)
            since = next(iter(self._busy.values()), 0.0)
            if loop.time() - since >= PATIENCE:
                self._grow()

    def _grow(self) -> None:
        room = min(self._most - self._count, STARTING - self._starting)
        while room > 0 and self._hand_over(None):
            self._count += 1
            room -= 1

    @property
    def _starting(self) -> int:
        """How many environments have not imported the function's code yet."""
        running = sum(invoker.is_initialised for invoker in self._busy)
        return self._count - len(self._idle) - running

    def _hand_over(self, invoker: Invoker | None) -> bool:
        """Give an environment to who has waited longest, if anybody waits."""
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(invoker)
                return True
        return False

    async def _launch(self) -> Invoker:
        try:
            process = await Process.launch(self._launcher, self._log, self._answer)
        except BaseException:
            self._count -= 1
            raise
        return Invoker(
            self.config,
            process,
            variables=self._variables,
            log=self._log,
            limits=self._limits,
        )

    def _close(self, invoker: Invoker) -> None:
        self._count -= 1
        invoker.close()

    def _give_back(self, invoker: Invoker | None) -> None:
        if invoker is None:  # who was to launch it has been cancelled
            self._count -= 1
        elif not invoker.is_usable:
            self._close(invoker)
        elif not self._hand_over(invoker):
            self._keep(invoker)

    def _keep(self, invoker: Invoker) -> None:
        if self._is_retired:
            self._close(invoker)
            return
        loop = asyncio.get_running_loop()
        self._idle.append((loop.time(), invoker))
        if self._cleaning is None:
            self._cleaning = loop.call_later(self._limits.keep_warm, self._clean)

    def _clean(self) -> None:
        """End the environments that have been idle for long, and look again later."""
        loop = asyncio.get_running_loop()
        self._cleaning = None
        latest = loop.time() - self._limits.keep_warm
        while self._idle and self._idle[0][0] <= latest:
            self._close(self._idle.pop(0)[1])
        if self._idle:
            at = self._idle[0][0] + self._limits.keep_warm
            self._cleaning = loop.call_at(at, self._clean)
