"""Events that a busy environment is handed ahead: nobody can tell."""

import asyncio
import os
import re

import pytest
from wingws_simulator.core.lambda_result import Failed, Returned
from wingws_simulator.shell.pool import LOOKING, Pool

ODD = """
    import os, time
    def handler(event, context):
        if event == "crash":
            os._exit(1)
        if event == "hang":
            time.sleep(99)
        if isinstance(event, str):
            with open(event) as gate:
                gate.read(1)
        return event
"""


@pytest.fixture
def warm(function, service):
    """Return a runner of a coroutine with a service whose function has been quick."""

    def run(source, use, **options):
        async def main():
            async with service(**options) as functions:
                functions.put(function(source, timeout=1))
                for number in range(2):
                    await functions.invoke("f", number)
                return await use(functions)

        return asyncio.run(main())

    return run


def ask(functions, events):
    return asyncio.gather(*(functions.invoke("f", event) for event in events))


def test_many(warm):
    """Each of many events has its own result, long ones too."""
    events = [*range(200), *(["x" * size] for size in (7000, 9000, 100_000)), *range(9)]
    results = warm(ODD, lambda functions: ask(functions, events))
    assert results == [Returned(event) for event in events]


def test_behind_a_slow_one(warm, gate):
    """What was handed to an environment that turns out to be slow is done elsewhere."""
    slow = gate()

    async def use(functions):
        held = functions.invoke("f", slow.path)
        await ask(functions, range(5))
        assert not held.done()
        slow.open()
        return await held

    assert warm(ODD, use) == Returned(slow.path)


def test_what_waits_is_looked_at_now_and_then(warm, gate, monkeypatch):
    """However long it waits: each look is followed by one."""
    slow = gate()
    looks = []
    look = Pool._look

    async def use(functions):
        enough = asyncio.Event()

        def noted(pool):
            looks.append(pool._loop.time())
            if len(looks) == 9:
                enough.set()
            look(pool)

        monkeypatch.setattr(Pool, "_look", noted)
        held = functions.invoke("f", slow.path)
        behind = ask(functions, range(5))
        await enough.wait()
        slow.open()
        await asyncio.gather(held, behind)

    warm(ODD, use, environments=1)
    assert looks[8] - looks[0] > 7 * LOOKING


@pytest.mark.parametrize("environments", [1, 2])
@pytest.mark.parametrize("event", ["crash", "hang"])
def test_behind_a_fatal_one(warm, event, environments):
    """What was handed to an environment that ends is done by another."""
    events = [*range(9), event, *range(9)]
    results = warm(
        ODD, lambda functions: ask(functions, events), environments=environments
    )
    for event_, result in zip(events, results, strict=True):
        if event_ == event:
            assert isinstance(result, Failed)
        else:
            assert result == Returned(event_)


def test_each_print_is_between_its_start_and_end(warm, log):
    """What an event prints is its own in the log, whatever was handed ahead."""
    source = """
        import os
        def handler(event, context):
            if event % 3 == 0:
                print("by", context.aws_request_id)
            if event % 7 == 0:
                os.write(2, b"by " + context.aws_request_id.encode())
    """
    warm(source, lambda functions: ask(functions, range(300)), environments=1)
    current = None
    prints = 0
    for line in log():
        kind, *words = line.split()
        if kind == "START":
            assert current is None
            current = words[1]
        elif kind == "END":
            assert words[1] == current
            current = None
        elif kind == "by":
            assert words == [current]
            prints += 1
    assert prints == len(
        [n for n in [0, 1, *range(300)] for by in (3, 7) if n % by == 0]
    )


def test_duration(warm, log):
    """An event's duration is what its handler took, not what it waited."""
    source = """
        import time
        def handler(event, context):
            time.sleep(event / 1000)
    """
    warm(source, lambda functions: ask(functions, [5] * 10), environments=1)
    durations = re.findall(r"\tDuration: ([\d.]+) ms", os.linesep.join(log()))
    assert all(float(duration) >= 5 for duration in durations[2:])
    assert len(durations) == 12
