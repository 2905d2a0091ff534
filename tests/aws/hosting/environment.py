"""An execution environment: AWS's own runtime, awslambdaric, in a process.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

import asyncio
import contextlib
import sys

from wingws_simulator.core.lambda_result import Failed

from tests.aws.hosting.runtime_api import RuntimeApi

__all__ = ["Environment"]

#: Lambda's own limit for what is imported, in seconds.
_INIT = 10

# No package of the tests' own, and no folder but those that PYTHONPATH names.
_RUNTIME = ("-S", "-B", "-P", "-m", "awslambdaric")


class Environment:
    """Handles one event after the other.

    Args:
        function: What was deployed.
        folder: Where its code is.
        log: A file that all it prints is appended to.

    Attributes:
        is_usable: Whether it can handle another event, once it has handled one.
    """

    def __init__(self, function, *, folder, log):
        self._function = function
        self._folder = folder
        self._log = log
        self._api = RuntimeApi(function.arn, function.timeout)
        self._process = None

    async def start(self, variables):
        """Start the process, with variables on top of those that say how to."""
        address = await self._api.start()
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, *_RUNTIME, self._function.handler),
                cwd=self._folder,
                env={**variables, "AWS_LAMBDA_RUNTIME_API": address},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._ended = asyncio.create_task(self._process.wait())

    async def invoke(self, event):
        """Return what the function makes of an event."""
        failure = await self._within(_INIT, self._api.begun)
        if failure is None:
            limit = self._function.timeout
            result = await self._within(limit, self._api.put(event))
        self.is_usable = failure is None and not self._ended.done()
        return failure or result

    async def _within(self, limit, future):
        """Return what a future has in time, or why it has nothing."""
        await asyncio.wait(
            {future, self._ended},
            timeout=limit,
            return_when=asyncio.FIRST_COMPLETED,
        )
        if future.done():
            return future.result()
        if self._ended.done():
            return Failed("Runtime.ExitError", f"exit status {self._ended.result()}")
        await self._kill()
        return Failed("Sandbox.Timedout", f"Task timed out after {limit} seconds")

    async def close(self):
        """End the process, if there is one."""
        if self._process is not None:
            await self._kill()
        await self._api.close()

    async def _kill(self):
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._ended
