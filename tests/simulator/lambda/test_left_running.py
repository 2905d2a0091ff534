"""What a handler leaves running is told in its log."""

import asyncio
import re

import pytest
from wingws_simulator.core.lambda_result import Failed, Returned

MESSAGE = {"requestContext": {"connectionId": "x"}, "body": "hi"}

NOTHING = {
    "a plain handler": """
        def handler(event, context):
            return "done"
    """,
    "a thread that was joined": """
        from threading import Thread
        def handler(event, context):
            thread = Thread(target=abs, args=(-1,))
            thread.start()
            thread.join()
    """,
    "a thread of the import's": """
        from threading import Event, Thread
        Thread(target=Event().wait).start()
        def handler(event, context):
            return "done"
    """,
    "an executor that is kept": """
        from concurrent.futures import ThreadPoolExecutor
        pool = ThreadPoolExecutor(2)
        def handler(event, context):
            return list(pool.map(abs, range(9)))
    """,
    "an executor that is dropped": """
        from concurrent.futures import ThreadPoolExecutor
        def handler(event, context):
            return ThreadPoolExecutor(2).submit(abs, -1).result()
    """,
    "an executor that is shut down": """
        from concurrent.futures import ThreadPoolExecutor
        def handler(event, context):
            pool = ThreadPoolExecutor(2)
            list(pool.map(abs, range(9)))
            pool.shutdown(wait=False)
    """,
    "an event loop's executor": """
        import asyncio
        from wingws_runtime import entry
        async def on_message(connection_id):
            await asyncio.gather(*(asyncio.to_thread(abs, n) for n in range(9)))
        handler = entry(on_message, kind="message")
    """,
    "a process that was waited for": """
        import subprocess, sys
        def handler(event, context):
            return subprocess.run([sys.executable, "-c", ""], check=True).returncode
    """,
}


@pytest.fixture
def told(function, service, log):
    """Return a runner of invocations: the lines inside each."""

    def run(source, *, kind=Returned):
        async def main():
            async with service() as functions:
                functions.put(function(source))
                return [await functions.invoke("f", MESSAGE) for _ in range(2)]

        results = asyncio.run(main())
        assert [type(result) for result in results] == [kind, kind], results
        inside = re.findall(r"^START .*\n((?s:.*?))^END ", "\n".join(log()), re.M)
        return [lines.splitlines() for lines in inside]

    return run


def line(names):
    """Return the line that tells of what is named."""
    return (
        f"[wingws] left running after the handler returned: {names}. "
        "On Lambda they stop with the return, until the next event."
    )


@pytest.mark.parametrize("daemon", [False, True])
def test_thread(told, daemon):
    """A thread that outlives the handler is told in that invocation, and once."""
    source = f"""
        from threading import Event, Thread
        threads = []
        def work():
            Event().wait()
        def handler(event, context):
            if not threads:
                threads.append(Thread(target=work, daemon={daemon}))
                threads[0].start()
    """
    assert told(source) == [[line("thread 'Thread-1 (work)'")], []]


def test_each_invocation(told):
    """What an invocation leaves is told in that one, whatever was told before."""
    source = """
        from threading import Event, Thread
        def handler(event, context):
            Thread(target=Event().wait).start()
    """
    first, second = (line(f"thread 'Thread-{n} (wait)'") for n in (1, 2))
    assert told(source) == [[first], [second]]


def test_failed_invocation(told):
    """What a handler that raises leaves running is told after the traceback."""
    source = """
        from threading import Event, Thread
        def handler(event, context):
            Thread(target=Event().wait).start()
            raise LookupError
    """
    first, second = told(source, kind=Failed)
    assert line("thread 'Thread-1 (wait)'") in first
    assert line("thread 'Thread-2 (wait)'") in second


def test_task(told):
    """A task that an async handler has not awaited is told once."""
    source = """
        import asyncio
        from wingws_runtime import entry
        tasks = []
        async def work():
            await asyncio.Event().wait()
        async def on_message(connection_id):
            if not tasks:
                tasks.append(asyncio.create_task(work(), name="push"))
        handler = entry(on_message, kind="message")
    """
    assert told(source) == [[line("task 'push' (work)")], []]


def test_submitted_calls(told):
    """Calls that an executor is in, or has yet to come to, are told, each once."""
    source = """
        from concurrent.futures import ThreadPoolExecutor
        from threading import Event
        pool = ThreadPoolExecutor(1)
        never = Event()
        def push():
            never.wait()
        def count():
            pass
        pool.submit(count).result()
        calls = [push, count, count]
        def handler(event, context):
            while calls:
                pool.submit(calls.pop(0))
    """
    one, other = "submitted call (push)", "submitted call (count)"
    first, second = told(source)
    assert first in ([line(f"{one}, {other}")], [line(f"{other}, {one}")])
    assert second == []


@pytest.mark.parametrize(
    "start",
    ["subprocess.Popen(['sleep', '60'])", "multiprocessing.Process(target=pause)"],
)
def test_process(told, start):
    """A process that nobody waits for is told once."""
    source = f"""
        import multiprocessing, subprocess
        from signal import pause
        started = []
        def handler(event, context):
            if not started:
                process = {start}
                if not isinstance(process, subprocess.Popen):
                    process.start()
                started.append(process.pid)
                print(process.pid)
    """
    (pid, message), second = told(source)
    assert message == line(f"process {pid}")
    assert second == []


@pytest.mark.parametrize("what", NOTHING)
def test_nothing(told, what):
    """Nothing is told of what has ended, waits for calls, or ran before the handler."""
    assert told(NOTHING[what]) == [[], []]
