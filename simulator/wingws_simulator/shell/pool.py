"""The execution environments of one version of a function."""

from __future__ import annotations

import asyncio
import logging
import os
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import TypeAlias

from ..core import lambda_log
from ..core.faults import Faults
from ..core.function_config import FunctionConfig
from ..core.http_message import Response
from ..core.journal_event import Note, status_of
from ..core.lambda_limits import Limits
from ..core.lambda_result import Failed, InvocationResult
from ..core.origin import Origin
from .calls import Promise
from .invoker import Done, Invocation, Invoker
from .launcher import Launcher
from .logs import Log
from .process import Process
from .speaker import Speaker

__all__ = ["Keep", "Pool"]

logger = logging.getLogger(__name__)

Keep: TypeAlias = Callable[[str, Invocation, InvocationResult], None]
"""Is told of a function's invocation that has ended."""

PATIENCE = 0.2
"""How long an environment is busy before who waits gets one of its own.

On AWS a cold start takes longer, so nobody sees the difference; a crowd of messages
that are handled at once would else get all the processes there may be, and each be
slower.
"""

LOOKING = 0.05
"""How often to look, while somebody waits."""

PROCESSORS = os.cpu_count() or 1
"""How many of a function's environments a crowd gets without that patience.

No more than that start at once: all of them would be slower.
"""


class Pool:
    """
    Keeps execution environments warm, and launches more when all are busy.

    Args:
        faults: What goes wrong on demand.
        random: Returns random numbers from 0 to 1, for faults.
        random_bits: Returns a number of that many random bits, for ids.
        tell: Is told of each invocation that it has ended, before who waits for it.
        note: Is told what happens.
        keep: Is told of each invocation that has been noted, with its result.

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
        answer: Callable[..., tuple[Response, Promise | None]],
        faults: Faults,
        random: Callable[[], float],
        random_bits: Callable[[int], int],
        tell: Callable[[], None],
        note: Note,
        keep: Keep,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self.config = config
        self._launcher = launcher
        self._variables = variables
        self._log = log
        self._limits = limits
        self._answer = answer
        self._faults = faults
        self._random = random
        self._random_bits = random_bits
        self._tell = tell
        self._note = note
        self._keep_record = keep
        # A debugger can attach to one at a time.
        self._most = 1 if config.debug_port is not None else limits.environments
        self._count = 0  # of environments, those being launched included
        # Since when each has something to do, and nothing, in that order.
        self._busy: dict[Invoker, float] = {}
        self._idle: list[tuple[float, Invoker]] = []
        self._cleaning: asyncio.TimerHandle | None = None
        # The events that wait for one.
        self._waiting: deque[Invocation] = deque()
        self._looking: asyncio.TimerHandle | None = None
        self._launches: set[asyncio.Task[None]] = set()
        self._is_retired = self._is_abandoned = False
        self._hurry = asyncio.Event()  # ends the delays of a fault

    @property
    def environments(self) -> dict[str, int]:
        """How many there are that are `busy`, or being launched, and `idle`."""
        idle = len(self._idle)
        return {"busy": self._count - idle, "idle": idle}

    def invoke(self, event: str, done: Done, origin: Origin) -> Invocation:
        """
        Invoke the function, as soon as there is an environment for it.

        Args:
            event: JSON.
            done: Is given the result.
            origin: What it is for.
        """
        invocation = Invocation(_uuid(self._random_bits), event, done, origin)
        if self._faults.strikes("cold_starts", self._random) and self._make_room():
            self._launch(invocation)
            return invocation
        invoker = self._take_idle()
        if invoker is not None:
            self._run(invoker, invocation)
        elif self._count == 0:
            self._launch(invocation)
        else:
            if self._waiting or not self._run_ahead(invocation):
                self._waiting.append(invocation)
            self._look_soon()
        return invocation

    def retire(self) -> None:
        """End idle environments now, busy ones when they are done."""
        self._is_retired = True
        self._hurry.set()
        if self._cleaning is not None:
            self._cleaning.cancel()
        while self._idle:
            self._close(self._idle.pop()[1])

    def abandon(self) -> None:
        """End all environments now, and what they do and what waits for them."""
        self._is_abandoned = True
        self.retire()
        for invoker in tuple(self._busy):
            self._waiting.extend(iter(invoker.take_back, None))
            invoker.kill()
        while self._waiting:
            self._drop(self._waiting.popleft())

    def _drop(self, invocation: Invocation) -> None:
        self._end(invocation, lambda_log.exited(invocation.request_id, None))

    def _make_room(self) -> bool:
        """End an idle environment, if there is one; tell whether one more may start."""
        if (invoker := self._take_idle()) is not None:
            self._close(invoker)
        return self._count < self._most

    def _take_idle(self) -> Invoker | None:
        # The one used last: it is the warmest, and the others stay swapped out.
        while self._idle:
            _, invoker = self._idle.pop()
            if invoker.is_usable:
                return invoker
            self._close(invoker)
        return None

    def _run(self, invoker: Invoker, invocation: Invocation) -> None:
        self._busy[invoker] = self._loop.time()
        invoker.invoke(invocation)

    def _finish(
        self, invoker: Invoker, invocation: Invocation, result: InvocationResult
    ) -> None:
        del self._busy[invoker]
        if not invoker.is_usable:
            self._take_back(invoker)
            self._close(invoker)
        elif invoker.go_on():
            self._busy[invoker] = self._loop.time()
            self._fill(invoker)
        else:
            self._take_back(invoker)
            self._give(invoker)
        self._end(invocation, result)

    def _end(self, invocation: Invocation, result: InvocationResult) -> None:
        self._tell()
        name, (status, error) = self.config.name, status_of(result)
        self._note(
            "invocation",
            name,
            invocation.request_id,
            invocation.origin,
            invocation.is_cold,
            invocation.duration * 1000,
            status,
            error,
        )
        self._keep_record(name, invocation, result)
        invocation.done(result)

    def _give(self, invoker: Invoker) -> None:
        """Give an environment that has nothing to do an event, if one waits."""
        if self._waiting:
            self._run(invoker, self._waiting.popleft())
            self._fill(invoker)
        elif self._busy and (taken := self._take_from_busy()) is not None:
            self._run(invoker, taken)
        else:
            self._keep(invoker)

    # What busy ones are handed ahead.

    def _run_ahead(self, invocation: Invocation) -> bool:
        able = [each for each in self._busy if each.takes_ahead]
        if not able or self._faults.may("crashes"):
            return False
        return min(able, key=_ahead).invoke_ahead(invocation)

    def _fill(self, invoker: Invoker) -> None:
        if self._faults.may("crashes"):
            return
        while self._waiting and invoker.takes_ahead:
            if not invoker.invoke_ahead(self._waiting[0]):
                break
            self._waiting.popleft()

    def _take_from_busy(self) -> Invocation | None:
        return max(self._busy, key=_ahead).take_back()

    def _take_back(self, invoker: Invoker) -> None:
        """Let what an environment was handed ahead, and has not begun, wait again."""
        if invoker.ahead:
            taken = list(iter(invoker.take_back, None))
            self._waiting.extendleft(reversed(taken))
        if self._waiting:
            self._look_soon()

    # More of them.

    def _look_soon(self) -> None:
        if self._looking is None:
            self._looking = self._loop.call_later(LOOKING, self._look)

    def _look(self) -> None:
        """Launch environments for events that wait, if that makes them faster."""
        self._looking = None
        now = self._loop.time()
        for invoker, began in tuple(self._busy.items()):
            if now - began >= LOOKING:
                self._take_back(invoker)
        if not self._waiting and not any(map(_ahead, self._busy)):
            return
        self._look_soon()
        since = next(iter(self._busy.values()), 0.0)
        are_long_busy = now - since >= PATIENCE
        most = self._most if are_long_busy else min(self._most, PROCESSORS)
        room = min(most - self._count, PROCESSORS - self._starting)
        for _ in range(min(room, len(self._waiting))):
            self._launch(self._waiting.popleft())

    @property
    def _starting(self) -> int:
        """How many environments have not imported the function's code yet."""
        running = sum(invoker.is_initialised for invoker in self._busy)
        return self._count - len(self._idle) - running

    def _launch(self, invocation: Invocation) -> None:
        self._count += 1
        launch = self._loop.create_task(self._launch_for(invocation))
        self._launches.add(launch)
        launch.add_done_callback(self._launches.discard)

    async def _launch_for(self, invocation: Invocation) -> None:
        if self._faults.cold_start_delay:
            await self._delay(self._faults.cold_start_delay)
        if self._is_abandoned:
            self._count -= 1
            self._drop(invocation)
            return
        try:
            speaker = Speaker(self.config.name)
            answer = partial(self._answer, speaker=speaker)
            process = await Process.launch(self._launcher, self._log, answer, speaker)
        except OSError as error:
            self._count -= 1
            logger.warning("no environment for %s: %s", self.config.name, error)
            self._end(invocation, Failed("ServiceException", str(error)))
            return
        invoker = Invoker(
            self.config,
            process,
            variables=self._variables,
            log=self._log,
            limits=self._limits,
            strikes=self._strikes,
            tell=self._finish,
        )
        self._run(invoker, invocation)

    async def _delay(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._hurry.wait()

    def _strikes(self) -> bool:
        return self._faults.strikes("crashes", self._random)

    # Fewer of them.

    def _close(self, invoker: Invoker) -> None:
        self._count -= 1
        for invocation, result in invoker.close():
            self._end(invocation, result)

    def _keep(self, invoker: Invoker) -> None:
        if self._is_retired:
            self._close(invoker)
            return
        self._idle.append((self._loop.time(), invoker))
        if self._cleaning is None:
            delay = self._limits.keep_warm
            self._cleaning = self._loop.call_later(delay, self._clean)

    def _clean(self) -> None:
        """End the environments that have been idle for long, and look again later."""
        self._cleaning = None
        latest = self._loop.time() - self._limits.keep_warm
        while self._idle and self._idle[0][0] <= latest:
            self._close(self._idle.pop(0)[1])
        if self._idle:
            at = self._idle[0][0] + self._limits.keep_warm
            self._cleaning = self._loop.call_at(at, self._clean)


# https://www.rfc-editor.org/rfc/rfc9562#section-5.4
_UUID_BITS = ~(0xF << 76 | 0b11 << 62)
_UUID_VERSION = 4 << 76 | 0b10 << 62


def _uuid(random_bits: Callable[[int], int]) -> str:
    """Return what `uuid4` does, of these bits."""
    bits = random_bits(128) & _UUID_BITS | _UUID_VERSION
    # In groups of four digits: the first two, and the last three, are one.
    text = bits.to_bytes(16, "big").hex("-", 2)
    return text[:4] + text[5:29] + text[30:34] + text[35:]


def _ahead(invoker: Invoker) -> int:
    return invoker.ahead
