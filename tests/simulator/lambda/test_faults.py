"""Faults of Lambda's, on demand."""

import asyncio
import time

import pytest
from wingws_simulator.core.faults import Faults
from wingws_simulator.core.lambda_result import Returned

PID = "import os; handler = lambda event, context: os.getpid()"


def test_crash(function, service, log):
    """The environment is killed ahead of the handler; the next event gets another."""
    faults = Faults()

    async def main():
        async with service(faults=faults) as functions:
            functions.put(function(PID))
            before = await functions.invoke("f", {})
            faults.change({"crashes": 1})
            crashed = await functions.invoke("f", {})
            faults.change({"crashes": 0})
            return before, crashed, await functions.invoke("f", {})

    before, crashed, after = asyncio.run(main())
    assert crashed.error_type == "Runtime.ExitError"
    assert crashed.message.endswith("Runtime exited with error: signal: killed")
    assert isinstance(after, Returned)
    assert after.payload != before.payload
    assert sum("Error Type: Runtime.ExitError" in line for line in log()) == 1


def test_cold_start(function, service):
    """A new environment starts late, one that is warm does not."""
    faults = Faults(cold_start_delay=0.2)

    async def main():
        async with service(faults=faults) as functions:
            functions.put(function(PID))
            began = time.perf_counter()
            first = await functions.invoke("f", {})
            took = time.perf_counter() - began
            faults.change({"cold_start_delay": 1000})
            return took, first, await functions.invoke("f", {})

    took, first, second = asyncio.run(main())
    assert took >= 0.2
    assert first == second


def test_the_end_waits_for_no_cold_start(function, service):
    """Who ends the service does not wait for environments that start late."""

    async def main():
        async with service(faults=Faults(cold_start_delay=1000)) as functions:
            functions.put(function(PID))
            return functions.invoke("f", {})

    result = asyncio.run(main()).result()
    assert result.error_type == "ServiceException"


@pytest.mark.parametrize("drawn", [0.0, 0.5])
def test_share(function, service, drawn):
    """A crash happens to a share, by a number that is drawn."""

    async def main():
        async with service(
            faults=Faults(crashes=0.4), random=lambda: drawn
        ) as functions:
            functions.put(function(PID))
            return await functions.invoke("f", {})

    assert isinstance(asyncio.run(main()), Returned) is (drawn > 0.4)


def test_the_next_ones_crash(function, service):
    """As many as were asked for, then no more."""
    faults = Faults()

    async def main():
        async with service(faults=faults) as functions:
            functions.put(function(PID))
            faults.change({}, {"crashes": 1})
            return [await functions.invoke("f", {}) for _ in range(2)]

    crashed, fine = asyncio.run(main())
    assert crashed.error_type == "Runtime.ExitError"
    assert isinstance(fine, Returned)


def test_cold_starts(function, service):
    """An invocation gets a new environment, in place of one that is warm."""
    faults = Faults()

    async def main():
        async with service(faults=faults) as functions:
            functions.put(function(PID))
            first = await functions.invoke("f", {})
            faults.change({}, {"cold_starts": 1})
            second = await functions.invoke("f", {})
            third = await functions.invoke("f", {})
            return first, second, third, functions.environments("f")

    first, second, third, environments = asyncio.run(main())
    assert first != second == third
    assert environments == {"busy": 0, "idle": 1}
