"""The warm process that runs programs, as the session talks to it."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Mapping
from typing import Any

from .plan import Plan

__all__ = ["Runner"]

_LONGEST_LINE = 1 << 28


class Runner:
    """Runs a program as often as asked, each time in a process of its own."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._pid: int | None = None

    async def run(self, request: Mapping[str, Any]) -> Plan:
        """Run the program and return what it plans.

        A run that is cancelled ends its process, whatever that is doing.
        """
        process = await self._warm()
        await self._say(process, request)
        try:
            return await self._answer(process)
        except asyncio.CancelledError:
            await self._end_run(process)
            raise

    async def prepare(self, plan: Plan) -> None:
        """Get ready for the next run, when nothing of the last one waits any more."""
        process = await self._warm()
        await self._say(process, {"packages": plan.packages})

    async def close(self) -> None:
        """End the process."""
        if self._process is not None and self._process.returncode is None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            try:
                await asyncio.wait_for(self._process.wait(), 5)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()

    async def _warm(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                # Without the current folder, whose modules are the user's.
                *(sys.executable, "-P", "-m", "pulumi_wingws.dev.runs"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=_LONGEST_LINE,
            )
        return self._process

    async def _say(
        self, process: asyncio.subprocess.Process, content: Mapping[str, Any]
    ) -> None:
        assert process.stdin is not None
        process.stdin.write(json.dumps(content).encode() + b"\n")
        await process.stdin.drain()

    async def _answer(self, process: asyncio.subprocess.Process) -> Plan:
        """Read answers until the run's process has ended."""
        plan = None
        while "status" not in (answer := await self._read(process)):
            self._pid = answer.get("pid", self._pid)
            if "plan" in answer:
                plan = Plan.from_json(answer["plan"])
        self._pid = None
        if plan is None:
            status = answer["status"]
            return Plan(error=f"the program's process ended with status {status}")
        return plan

    async def _read(self, process: asyncio.subprocess.Process) -> dict[str, Any]:
        assert process.stdout is not None
        line = await process.stdout.readline()
        if not line:
            return {"status": await process.wait()}
        answer: dict[str, Any] = json.loads(line)
        return answer

    async def _end_run(self, process: asyncio.subprocess.Process) -> None:
        while "status" not in (answer := await self._killed(process)):
            self._pid = answer.get("pid", self._pid)
        self._pid = None

    async def _killed(self, process: asyncio.subprocess.Process) -> dict[str, Any]:
        if self._pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        return await self._read(process)
