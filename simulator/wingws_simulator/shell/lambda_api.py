"""
Lambda's own API, as far as functions that invoke functions need it: Invoke.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-invocation.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeAlias

from ..core.caller import AccessDenied, Caller
from ..core.http_message import Request, Response
from ..core.invoke_call import InvokeCall, InvokeRefused, refusal
from ..core.lambda_limits import Limits
from ..core.lambda_result import Failed, InvocationResult, NotInvoked
from .clock import Alarm, Clock

__all__ = ["LambdaApi"]

# https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
_RETRIES = (60.0, 120.0)
"""After how many seconds an event that a function failed on comes again."""

_Invoke: TypeAlias = Callable[[str, str, Callable[[InvocationResult], None]], object]


class LambdaApi:
    """
    Answers calls of Invoke.

    Args:
        invoke: Invokes a function by its name, with an event in JSON, and gives the
            result to the third; raises `NotInvoked`.
        clock: What events live by that come again.
        arn_prefix: What ARNs of functions begin with, up to `function`.
        limits: Lambda's limits.
        retries: After how many seconds an event comes again that nobody waits for the
            result of, each time that the function fails on it.
    """

    def __init__(
        self,
        invoke: _Invoke,
        clock: Clock,
        *,
        arn_prefix: str,
        limits: Limits,
        retries: Sequence[float] = _RETRIES,
    ) -> None:
        self._invoke = invoke
        self._clock = clock
        self._arn_prefix = arn_prefix
        self._limits = limits
        self._retries = retries
        self._timers: set[Alarm] = set()
        self._is_closed = False

    def close(self) -> None:
        """Forget the events that would come again, now and later."""
        self._is_closed = True
        self.forget()

    def forget(self) -> None:
        """Forget the events that would come again."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    async def handle(self, request: Request, caller: Caller) -> Response:
        """Answer a call by one who has signed it."""
        try:
            call = InvokeCall.of(request, arn_prefix=self._arn_prefix)
            caller.check("lambda:InvokeFunction", call.arn)
            call.check(self._limits)
            if call.kind == "RequestResponse":
                return call.ended(await self._result(call))
            if call.kind == "Event":
                self._start(call, self._retries)
            return call.accepted()
        except AccessDenied as exc:
            return refusal(InvokeRefused("AccessDeniedException", str(exc)))
        except NotInvoked as exc:
            return refusal(call.not_invoked(exc))
        except InvokeRefused as exc:
            return refusal(exc)

    async def _result(self, call: InvokeCall) -> InvocationResult:
        result: asyncio.Future[InvocationResult]
        result = asyncio.get_running_loop().create_future()

        def note(ended: InvocationResult) -> None:
            if not result.done():  # who asked may have left
                result.set_result(ended)

        self._invoke(call.name, call.event, note)
        return await result

    def _start(self, call: InvokeCall, retries: Sequence[float]) -> None:
        def note(ended: InvocationResult) -> None:
            if isinstance(ended, Failed):
                self._retry(call, retries)

        self._invoke(call.name, call.event, note)

    def _retry(self, call: InvokeCall, retries: Sequence[float]) -> None:
        if not retries or self._is_closed:
            return

        def start() -> None:
            self._timers.discard(timer)
            with suppress(NotInvoked):  # it was deleted meanwhile
                self._start(call, retries[1:])

        timer = self._clock.call_later(retries[0], start, in_real_time=True)
        self._timers.add(timer)
