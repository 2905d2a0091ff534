"""
The Lambda service: functions by name, and their invocation.

Theory of operation. A :class:`Functions` has one :class:`Launcher`, which has one
zygote process. Each version of a function has a :class:`Pool` of execution
environments, processes forked from the zygote; putting a new version retires the
old pool. An :class:`Invoker` speaks Lambda with one environment (initialisation,
events, log lines, limits) through a :class:`Process`, which knows sockets.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from ..core.concurrency import Concurrency, Share
from ..core.faults import Faults
from ..core.function_config import FunctionConfig
from ..core.http_message import Request, Response
from ..core.journal_event import Note, forget
from ..core.lambda_limits import Limits
from ..core.lambda_result import NotInvoked
from ..core.origin import BY_HAND, Origin
from .board import Board
from .calls import Promise
from .invoker import Done, Invocation
from .launcher import Launcher
from .logs import Log
from .pool import Keep, Pool
from .speaker import Speaker
from .zygote_process import ZygoteProcess

__all__ = ["FunctionConfig", "Functions"]


def _refuse(
    config: FunctionConfig, request: Request, *, speaker: Speaker
) -> tuple[Response, Promise | None]:
    return Response(403), None


class Functions:
    """
    Runs functions in processes of their own.

    It is an asynchronous context manager: leaving it ends every process.

    Args:
        logs: The folder of the logs, one file ``<function>.log`` each.
        variables: What every environment holds in addition to Lambda's variables
            and the function's own, which come first.
        limits: Lambda's limits.
        faults: What goes wrong on demand.
        random: Returns random numbers from 0 to 1, for faults.
        random_bits: Returns a number of that many random bits, for ids.
        note: Is told what happens.
        keep: Is told of each invocation that has been noted, with its result.
        zygote: What environments are forked from, if it has been started ahead.

    Attributes:
        answer: Answers a call of `@connections` that a function makes over its own
            channel, and is told the `speaker`; the runtime repeats what is refused,
            over HTTPS. It is set before there are functions.
        board: Which connections its environments may post to without waiting.
    """

    def __init__(
        self,
        *,
        logs: Path,
        variables: Mapping[str, str],
        limits: Limits | None = None,
        faults: Faults | None = None,
        random: Callable[[], float] = random.random,
        random_bits: Callable[[int], int] = random.getrandbits,
        note: Note = forget,
        keep: Keep = forget,
        zygote: ZygoteProcess | None = None,
    ) -> None:
        self._folder = logs
        self._variables = variables
        self.answer: Callable[..., tuple[Response, Promise | None]] = _refuse
        self._limits = limits or Limits()
        self._faults = faults or Faults()
        self._random = random
        self._random_bits = random_bits
        self._note = note
        self._keep = keep
        self.board = Board()
        self._launcher = Launcher(self.board.fd, zygote)
        self._pools: dict[str, Pool] = {}
        self._concurrency = Concurrency(self._limits.concurrency)
        self._shares: dict[str, Share] = {}
        self._logs: dict[str, Log] = {}
        self._running = 0
        self._is_quiet_awaited = False
        self._quiet = asyncio.Event()

    async def start(self) -> None:
        """Start the process that environments are forked from, ahead of need."""
        self._launcher.start()

    async def close(self) -> None:
        """End every process; invocations that still run fail."""
        for pool in self._pools.values():
            pool.retire()
        await self._launcher.close()
        await self.quiet()
        for log in self._logs.values():
            log.close()
        self.board.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    def put(self, config: FunctionConfig) -> None:
        """
        Create a function, or replace it.

        Invocations that run finish with the old code; later ones run the new.
        """
        current = self._pools.get(config.name)
        if current and current.config == config:
            return
        share = self._concurrency.reserve(config.name, config.reserved_concurrency)
        self._shares[config.name] = share
        self._renew(config)
        if current:
            current.retire()

    def _renew(self, config: FunctionConfig) -> None:
        self._pools[config.name] = Pool(
            config,
            self._launcher,
            variables=self._variables,
            log=self._log(config.name),
            limits=self._limits,
            answer=partial(self.answer, config),
            faults=self._faults,
            random=self._random,
            random_bits=self._random_bits,
            tell=partial(self._note_end, self._shares[config.name]),
            note=self._note,
            keep=self._keep,
        )

    def recycle(self, name: str) -> None:
        """Let a function's next invocation be a cold start; those that run finish."""
        pool = self._pools[name]
        self._renew(pool.config)
        pool.retire()

    def abandon(self) -> None:
        """End all invocations that run or wait, with the processes that run them."""
        for pool in tuple(self._pools.values()):
            if pool.environments["busy"]:
                self._renew(pool.config)
                pool.abandon()

    async def quiet(self) -> None:
        """Wait until no invocation runs or waits."""
        while self._running:
            self._is_quiet_awaited = True
            self._quiet.clear()
            await self._quiet.wait()
        self._is_quiet_awaited = False

    def clear_logs(self) -> None:
        """Forget what has been logged."""
        for log in self._logs.values():
            log.clear()

    def delete(self, name: str) -> None:
        """Forget a function, if there is one; invocations that run still finish."""
        pool = self._pools.pop(name, None)
        if pool:
            pool.retire()
            self._logs[name].close()
            self._concurrency.reserve(name, None)

    @property
    def running(self) -> int:
        """How many invocations run or wait."""
        return self._running

    def environments(self, name: str) -> Mapping[str, int]:
        """Return how many environments of a function are `busy` and `idle`."""
        return self._pools[name].environments

    def invoke(
        self, name: str, event: str, done: Done, origin: Origin = BY_HAND
    ) -> Invocation:
        """
        Invoke function `name`.

        Args:
            name: The function.
            event: JSON.
            done: Is given the result, whatever the handler does.
            origin: What it is for.

        Raises:
            NotInvoked: ``ResourceNotFoundException`` for a function that is not there,
                ``TooManyRequestsException`` beyond its limit of concurrency.
        """
        pool = self._pools.get(name)
        if pool is None:
            problem = f"Function not found: {name}"
            refusal = NotInvoked("ResourceNotFoundException", problem)
            self._note(
                "invocation", name, None, origin, False, 0, "error", str(refusal)
            )
            raise refusal
        share = self._shares[name]
        if share.is_full:
            refusal = NotInvoked("TooManyRequestsException", "Rate Exceeded.")
            ended = ("throttled", str(refusal))
            self._note("invocation", name, None, origin, False, 0, *ended)
            raise refusal
        share.running += 1
        self._running += 1
        return pool.invoke(event, done, origin)

    def log(self, name: str, line: str) -> None:
        """Append a line of a service's own to the log of a function."""
        self._log(name).write_line(line)

    def _note_end(self, share: Share) -> None:
        share.running -= 1
        self._running -= 1
        if not self._running and self._is_quiet_awaited:
            self._quiet.set()

    def _log(self, name: str) -> Log:
        if name not in self._logs:
            self._logs[name] = Log(self._folder / f"{name}.log", note=self._note)
        return self._logs[name]
