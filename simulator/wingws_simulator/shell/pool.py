"""The execution environments of one version of a function."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from ..core.function_config import FunctionConfig
from ..core.lambda_limits import Limits
from ..core.lambda_result import Failed, InvocationResult
from .invoker import Invoker
from .launcher import Launcher
from .logs import Log
from .process import Process

__all__ = ["Pool"]

logger = logging.getLogger(__name__)


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
    ) -> None:
        self.config = config
        self._launcher = launcher
        self._variables = variables
        self._log = log
        self._limits = limits
        self._slots = asyncio.Semaphore(limits.environments)
        self._idle: list[Invoker] = []
        self._is_retired = False

    async def invoke(self, event: Mapping[str, Any]) -> InvocationResult:
        """Return what the function makes of `event`, waiting for an environment."""
        async with self._slots:
            try:
                invoker = self._take_idle() or await self._launch()
            except OSError as error:
                logger.warning("no environment for %s: %s", self.config.name, error)
                return Failed("ServiceException", str(error))
            try:
                return await invoker.invoke(event)
            finally:
                self._give_back(invoker)

    def retire(self) -> None:
        """End idle environments now, busy ones when they are done."""
        self._is_retired = True
        while self._idle:
            self._idle.pop().close()

    def _take_idle(self) -> Invoker | None:
        # The one used last: it is the warmest, and the others stay swapped out.
        while self._idle:
            invoker = self._idle.pop()
            if invoker.is_usable:
                return invoker
            invoker.close()
        return None

    async def _launch(self) -> Invoker:
        process = await Process.launch(self._launcher, self._log)
        return Invoker(
            self.config,
            process,
            variables=self._variables,
            log=self._log,
            limits=self._limits,
        )

    def _give_back(self, invoker: Invoker) -> None:
        if invoker.is_usable and not self._is_retired:
            self._idle.append(invoker)
        else:
            invoker.close()
