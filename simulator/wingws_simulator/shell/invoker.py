"""Runs one function in one execution environment, as Lambda would."""

from __future__ import annotations

import platform
import secrets
import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from ..core import lambda_log
from ..core.function_config import FunctionConfig, lambda_variables
from ..core.lambda_limits import Limits
from ..core.lambda_result import Failed, InvocationResult, Returned
from .logs import Log
from .process import Exited, Process

__all__ = ["Invoker"]


class Invoker:
    """
    Hands events to a function, one at a time, and writes Lambda's lines to its log.

    The function's code is imported by the first invocation, which waits for it.

    Args:
        config: The function.
        process: A fresh execution environment, owned from now on.
        variables: What all functions' environments hold; the function's own
            variables come first, and Lambda's before those.
        log: The function's log.
    """

    def __init__(
        self,
        config: FunctionConfig,
        process: Process,
        *,
        variables: Mapping[str, str],
        log: Log,
        limits: Limits,
    ) -> None:
        self._config = config
        self._process = process
        self._variables = variables
        self._log = log
        self._limits = limits
        self._is_initialised = False
        self._memory_used = 0

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

    async def invoke(self, event: Mapping[str, Any]) -> InvocationResult:
        """Return what the function makes of `event`, in JSON's terms."""
        request_id = str(uuid4())
        init_duration = None
        if not self._is_initialised:
            began = time.perf_counter()
            failed = await self._initialise(request_id)
            init_duration = time.perf_counter() - began
            if failed:
                self._log.write_line(lambda_log.init_report(init_duration, failed))
                return failed
        return await self._run(event, request_id, init_duration)

    async def _initialise(self, request_id: str) -> Failed | None:
        self._log.write_line(lambda_log.init_start(platform.python_version()))
        # Lambda gives it 10 s, and then another try under the function's timeout.
        limit = max(self._limits.init_timeout, self._config.timeout)
        outcome = await self._ask(self._order(), request_id, limit)
        if isinstance(outcome, Failed):
            return outcome
        self._is_initialised = True
        return None

    async def _run(
        self,
        event: Mapping[str, Any],
        request_id: str,
        init_duration: float | None,
    ) -> InvocationResult:
        self._log.write_soon(lambda_log.start(request_id))
        began = time.perf_counter()
        invocation = {
            "event": event,
            "request_id": request_id,
            "deadline": time.time() + self._config.timeout,
        }
        outcome = await self._ask(invocation, request_id, self._config.timeout)
        report = lambda_log.report(
            request_id,
            duration=time.perf_counter() - began,
            memory_size=self._config.memory_size,
            memory_used=self._memory_used,
            init_duration=init_duration,
            failed=outcome if isinstance(outcome, Failed) else None,
        )
        self._log.write_soon(f"{lambda_log.end(request_id)}\n{report}")
        if isinstance(outcome, Failed):
            return outcome
        return Returned(outcome["result"])

    async def _ask(
        self, question: object, request_id: str, limit: float
    ) -> dict[str, Any] | Failed:
        try:
            answer: dict[str, Any] = await self._process.ask(question, limit=limit)
        except TimeoutError:
            line = lambda_log.timeout_line(request_id, limit, now=time.time())
            self._log.write_line(line)
            return lambda_log.timed_out(request_id, limit)
        except Exited as exited:
            failed = lambda_log.exited(request_id, exited.ending)
            self._log.write_line(f"{failed.message}\n{failed.error_type}")
            return failed
        self._memory_used = answer["memory_used"]
        if "error_type" in answer:
            return Failed(answer["error_type"], answer["message"])
        return answer

    def _order(self) -> dict[str, Any]:
        """Say what the environment is to become."""
        config = self._config
        python = ".".join(platform.python_version_tuple()[:2])
        stream = f"{time.strftime('%Y/%m/%d')}/[$LATEST]{secrets.token_hex(16)}"
        reserved = lambda_variables(config, log_stream_name=stream, python=python)
        return {
            "artifact": str(config.artifact),
            # Lambda unpacks a layer into /opt and has /opt/python on its path.
            "layers": [str(layer / "python") for layer in config.layers],
            "handler": config.handler,
            "arn": config.arn,
            "memory_size": config.memory_size,
            "debug_port": config.debug_port,
            "payload_size": self._limits.payload_size,
            "variables": {**self._variables, **config.environment, **reserved},
        }
