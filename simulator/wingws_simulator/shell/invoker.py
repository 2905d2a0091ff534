"""Runs one function in one execution environment, as Lambda would."""

from __future__ import annotations

import json
import os
import platform
import secrets
import time
from collections.abc import Callable, Mapping
from random import Random
from typing import Any, TypeAlias

from ..core import lambda_log
from ..core.function_config import FunctionConfig, lambda_variables
from ..core.lambda_limits import Limits
from ..core.lambda_result import Failed, InvocationResult, Returned
from .logs import Log
from .process import Outcome, Process, TimedOut

__all__ = ["Done", "Invoker"]

Done: TypeAlias = Callable[[InvocationResult], None]
"""Is given the result of an invocation."""


class Invoker:
    """
    Hands events to a function, one at a time, and writes Lambda's lines to its log.

    The function's code is imported by the first invocation, which waits for it.

    Args:
        config: The function.
        process: A fresh execution environment, owned from now on.
        variables: What all functions' environments hold; the function's own
            variables come first, and Lambda's.
        log: The function's log.
        strikes: Tells whether a fault crashes the environment now.
        tell: Is told when an invocation has ended, by whom, for whom and how.
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
        tell: Callable[[Invoker, Done, InvocationResult], None],
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
        # Of the invocation under way.
        self._event = ""
        self._done: Done
        self._request_id = ""
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

    def close(self) -> None:
        """End the environment."""
        self._process.close()

    def invoke(self, event: str, done: Done) -> None:
        """
        Invoke the function.

        Args:
            event: JSON.
            done: Who is to be given the result.
        """
        self._event = event
        self._done = done
        self._request_id = _uuid()
        self._began = time.perf_counter()
        if self._is_initialised:
            self._run(None)
            return
        self._log.write_line(lambda_log.init_start(platform.python_version()))
        order = json.dumps(self._order()).encode()
        # Lambda gives it 10 s, and then another try under the function's timeout.
        self._limit = max(self._limits.init_timeout, self._config.timeout)
        self._process.ask(order, limit=self._limit, tell=self._initialise)

    def _initialise(self, outcome: Outcome) -> None:
        init_duration = time.perf_counter() - self._began
        failed = self._failure(outcome)
        if failed is not None:
            self._log.write_line(lambda_log.init_report(init_duration, failed))
            self._tell(self, self._done, failed)
            return
        self._is_initialised = True
        self._limit = self._config.timeout
        self._run(init_duration)

    def _run(self, init_duration: float | None) -> None:
        self._init_duration = init_duration
        self._log.begin(self._request_id)
        self._began = time.perf_counter()
        if self._strikes():
            self._process.crash(self._finish)
            return
        question = f'{{"event":{self._event},"request_id":"{self._request_id}"}}'
        self._process.ask(question.encode(), limit=self._limit, tell=self._finish)

    def _finish(self, outcome: Outcome) -> None:
        duration = time.perf_counter() - self._began
        failed = self._failure(outcome)
        report = lambda_log.report(
            self._request_id,
            duration=duration,
            memory_size=self._config.memory_size,
            memory_used=self._memory_used,
            init_duration=self._init_duration,
            failed=failed,
        )
        self._log.end(self._request_id, report)
        if failed is None:
            assert isinstance(outcome, dict)
            self._tell(self, self._done, Returned(outcome["result"]))
        else:
            self._tell(self, self._done, failed)

    def _failure(self, outcome: Outcome) -> Failed | None:
        """Return what went wrong, if anything did, and log what nobody else does."""
        if isinstance(outcome, dict):
            self._memory_used = outcome["memory_used"]
            if "error_type" not in outcome:
                return None
            return Failed(outcome["error_type"], outcome["message"])
        if isinstance(outcome, TimedOut):
            now = time.time()
            line = lambda_log.timeout_line(self._request_id, self._limit, now=now)
            self._log.write_line(line)
            return lambda_log.timed_out(self._request_id, self._limit)
        failed = lambda_log.exited(self._request_id, outcome.ending)
        self._log.write_line(f"{failed.message}\n{failed.error_type}")
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


_random_bits = Random(os.urandom(16)).getrandbits

# https://www.rfc-editor.org/rfc/rfc9562#section-5.4
_UUID_BITS = ~(0xF << 76 | 0b11 << 62)
_UUID_VERSION = 4 << 76 | 0b10 << 62


def _uuid() -> str:
    """Return what `uuid4` does, without asking the kernel each time."""
    text = f"{_random_bits(128) & _UUID_BITS | _UUID_VERSION:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
