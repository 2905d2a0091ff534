"""Runs one function in one execution environment, as Lambda would."""

from __future__ import annotations

import json
import platform
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from ..core import lambda_log
from ..core.function_config import FunctionConfig, lambda_variables
from ..core.lambda_limits import Limits
from ..core.lambda_result import Failed, InvocationResult
from ..core.origin import Origin
from .logs import Log
from .process import Answered, Outcome, Process, TimedOut

__all__ = ["Done", "Invocation", "Invoker"]

Done: TypeAlias = Callable[[InvocationResult], None]
"""Is given the result of an invocation."""

AHEAD = 8
"""How many events an environment is handed ahead: fewer than Linux has room for."""

QUICK = 0.01
"""How long the last event may have taken, if others are to be handed ahead."""


class Invocation:
    """
    An event on its way to its result.

    Args:
        request_id: Its id, as the log and the handler's context have it.
        event: JSON.
        done: Is given the result.
        origin: What it is for.

    Attributes:
        is_logged: Whether the log tells that it has started.
        is_cold: Whether it had to wait for the function's code to be imported.
        duration: How long the handler ran, in seconds.
        answer_size: How many bytes the environment has answered.
        traceback: Of the exception that the handler ended with, if one has been told.
    """

    __slots__ = (
        *("answer_size", "done", "duration", "event", "is_cold", "is_logged"),
        *("origin", "request_id", "traceback"),
    )

    def __init__(self, request_id: str, event: str, done: Done, origin: Origin) -> None:
        self.request_id = request_id
        self.event = event
        self.done = done
        self.origin = origin
        self.is_logged = False
        self.is_cold = False
        self.duration = 0.0
        self.answer_size = 0
        self.traceback: str | None = None

    @property
    def question(self) -> bytes:
        """What the environment is sent."""
        return f'{{"event":{self.event},"request_id":"{self.request_id}"}}'.encode()


class Invoker:
    """
    Hands events to a function, and writes Lambda's lines to its log.

    The function handles one event at a time. While its handler is quick, it can be
    handed the next ones ahead, lest it wait for each of them; what it has not begun can
    be taken back.

    The function's code is imported by the first invocation, which waits for it.

    Args:
        config: The function.
        process: A fresh execution environment, owned from now on.
        variables: What all functions' environments hold; the function's own
            variables come first, and Lambda's.
        log: The function's log.
        strikes: Tells whether a fault crashes the environment now.
        tell: Is told by whom which invocation has ended, and how.
    """

    def __init__(
        self,
        config: FunctionConfig,
        process: Process,
        *,
        variables: Mapping[str, str],
        log: Log,
        limits: Limits,
        strikes: Callable[[], bool],
        tell: Callable[[Invoker, Invocation, InvocationResult], None],
    ) -> None:
        self._config = config
        self._process = process
        self._variables = variables
        self._log = log
        self._limits = limits
        self._strikes = strikes
        self._tell = tell
        self._is_initialised = False
        self._memory_used = 0
        self._is_quick = False
        # What was handed ahead, by its request id.
        self._ahead: dict[str, Invocation] = {}
        # Of the invocation under way.
        self._current: Invocation
        self._limit = config.timeout
        self._began = 0.0
        self._init_duration: float | None = None

    @property
    def is_initialised(self) -> bool:
        """Whether the function's code has been imported."""
        return self._is_initialised

    @property
    def is_usable(self) -> bool:
        """Whether the environment can take another event."""
        return self._is_initialised and self._process.is_usable

    @property
    def takes_ahead(self) -> bool:
        """Whether it can be handed one more event ahead."""
        has_room = self._is_quick and len(self._ahead) < AHEAD
        return has_room and self._process.takes_ahead

    @property
    def ahead(self) -> int:
        """How many events it has been handed ahead."""
        return len(self._ahead)

    def close(self) -> list[tuple[Invocation, InvocationResult]]:
        """End the environment; return what it takes along, and with which result."""
        self._process.close()
        return [
            (invocation, lambda_log.exited(invocation.request_id, None))
            for invocation in self._ahead.values()
        ]

    def kill(self) -> None:
        """End the environment; who waits for it is told."""
        self._process.kill()

    def invoke_ahead(self, invocation: Invocation) -> bool:
        """
        Invoke the function when it is done with all else; return whether that can be.

        As soon as an invocation has ended, :meth:`go_on` with the next one.
        """
        if not self._process.ask_ahead(invocation.question):
            return False
        self._ahead[invocation.request_id] = invocation
        return True

    def go_on(self) -> bool:
        """Go on with what was handed ahead; return whether there is something."""
        if not self._ahead or not self._process.goes_on:
            return False
        self._current = self._ahead.pop(next(iter(self._ahead)))
        self._init_duration = None
        self._start()
        self._process.expect(limit=self._limit, tell=self._finish)
        return True

    def take_back(self) -> Invocation | None:
        """Take back what was handed ahead and has not begun, if there is something."""
        question = self._process.take_back() if self._ahead else None
        if question is None:
            return None
        taken = self._ahead.pop(_request_id(question), None)
        if taken is None:  # what should be under way has not begun either
            taken = self._current
            assert taken.question == question
            self.go_on()
        return taken

    def invoke(self, invocation: Invocation) -> None:
        """Invoke the function."""
        self._current = invocation
        if self._is_initialised:
            self._run(None)
            return
        self._began = time.perf_counter()
        self._log.write_line(lambda_log.init_start(platform.python_version()))
        order = json.dumps(self._order()).encode()
        # Lambda gives it 10 s, and then another try under the function's timeout.
        self._limit = max(self._limits.init_timeout, self._config.timeout)
        self._process.ask(order, limit=self._limit, tell=self._initialise)

    def _initialise(self, outcome: Outcome) -> None:
        init_duration = time.perf_counter() - self._began
        self._current.is_cold = True
        result = self._result_of(outcome)
        if isinstance(result, Failed):
            self._current.duration = init_duration
            self._log.write_line(lambda_log.init_report(init_duration, result))
            self._tell(self, self._current, result)
            return
        self._is_initialised = True
        self._limit = self._config.timeout
        self._run(init_duration)

    def _run(self, init_duration: float | None) -> None:
        self._init_duration = init_duration
        self._start()
        if self._strikes():
            self._process.crash(self._finish)
            return
        question = self._current.question
        self._process.ask(question, limit=self._limit, tell=self._finish)

    def _start(self) -> None:
        if not self._current.is_logged:
            self._current.is_logged = True
            self._log.begin(self._current.request_id)
        speaker = self._process.speaker
        speaker.request_id = self._current.request_id
        speaker.message_id = self._current.origin[-1]
        self._began = time.perf_counter()

    def _finish(self, outcome: Outcome) -> None:
        current = self._current
        if isinstance(outcome, Answered):
            current.duration = outcome.duration
            self._is_quick = outcome.duration < QUICK
        else:
            current.duration = time.perf_counter() - self._began
        result = self._result_of(outcome)
        speaker = self._process.speaker
        speaker.request_id = speaker.message_id = None
        lines = lambda_log.end(
            current.request_id,
            duration=current.duration,
            memory_size=self._config.memory_size,
            memory_used=self._memory_used,
            init_duration=self._init_duration,
            failed=result if isinstance(result, Failed) else None,
        )
        self._log.end(current.request_id, lines)
        self._tell(self, current, result)

    def _result_of(self, outcome: Outcome) -> InvocationResult:
        """Return what has come of it, and log what nobody else does."""
        if isinstance(outcome, Answered):
            said = outcome.said
            self._memory_used = said.memory_used
            self._current.answer_size = outcome.size
            self._current.traceback = said.traceback
            return said.result
        request_id = self._current.request_id
        message_id = self._current.origin[-1]
        if isinstance(outcome, TimedOut):
            now = time.time()
            line = lambda_log.timeout_line(request_id, self._limit, now=now)
            self._log.write_line(line, request_id, message_id)
            return lambda_log.timed_out(request_id, self._limit)
        failed = lambda_log.exited(request_id, outcome.ending)
        lines = f"{failed.message}\n{failed.error_type}"
        self._log.write_line(lines, request_id, message_id)
        return failed

    def _order(self) -> dict[str, Any]:
        """Say what the environment is to become."""
        config = self._config
        python = ".".join(platform.python_version_tuple()[:2])
        stream = f"{time.strftime('%Y/%m/%d')}/[$LATEST]{secrets.token_hex(16)}"
        variables = lambda_variables(config, log_stream_name=stream, python=python)
        return {
            "artifact": str(config.artifact),
            # Lambda unpacks a layer into /opt and has /opt/python on its path.
            "layers": [str(layer / "python") for layer in config.layers],
            "handler": config.handler,
            "arn": config.arn,
            "memory_size": config.memory_size,
            "timeout": config.timeout,
            "debug_port": config.debug_port,
            "payload_size": self._limits.payload_size,
            "variables": {**self._variables, **variables},
        }


def _request_id(question: bytes) -> str:
    return question[-_ID_SIZE - 2 : -2].decode()


_ID_SIZE = 36
