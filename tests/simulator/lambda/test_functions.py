"""Invoking functions: results, environments, and their ends."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from wingws_simulator.core.lambda_result import Failed, NotInvoked, Returned

PID = """
    import os
    count = 0
    def handler(event, context):
        global count
        count += 1
        return [os.getpid(), count]
"""

WAIT = """
    import os
    def handler(event, context):
        with open(event["gate"], "rb") as gate:
            gate.read(1)
        return "{}"
"""

ECHO = """
    def handler(event, context):
        return event
"""


@pytest.mark.parametrize("payload", [None, {"a": [1, 2.5, "é", None]}, "x", [[]], True])
def test_result(function, service, payload):
    """What a handler returns comes back as JSON carries it, the event arrives so."""

    async def main():
        async with service() as functions:
            functions.put(function(ECHO))
            return await functions.invoke("f", payload)

    assert asyncio.run(main()) == Returned(payload)


def test_handler_elsewhere(function, service):
    """The handler's module and name are the function's choice."""

    async def main():
        async with service() as functions:
            config = function("", handler="app/main.run")
            (config.artifact / "app").mkdir()
            (config.artifact / "app/main.py").write_text(
                "run = lambda event, _: 'here'"
            )
            functions.put(config)
            return await functions.invoke("f", {})

    assert asyncio.run(main()) == Returned("here")


def test_environment_is_reused(function, service):
    """One environment takes event after event, and its globals live on."""

    async def main():
        async with service() as functions:
            functions.put(function(PID))
            return [(await functions.invoke("f", {})).payload for _ in range(3)]

    pids, counts = zip(*asyncio.run(main()), strict=True)
    assert len(set(pids)) == 1
    assert counts == (1, 2, 3)


def test_events_at_once(function, service, tmp_path):
    """Events that come at once are handled at once, each in its own environment."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    source = """
        import os
        def handler(event, context):
            with open(event["fifo"], event["mode"]):  # waits for the other end
                return os.getpid()
    """

    async def main():
        async with service() as functions:
            functions.put(function(source))
            events = [{"fifo": str(fifo), "mode": mode} for mode in "rw"]
            return await asyncio.gather(*(functions.invoke("f", e) for e in events))

    one, other = asyncio.run(main())
    assert one.payload != other.payload


def test_waiting_for_an_environment(function, service):
    """An event waits when the function has all the environments it may have."""

    async def main():
        async with service(environments=2) as functions:
            functions.put(function(PID))
            return await asyncio.gather(*(functions.invoke("f", {}) for _ in range(9)))

    results = asyncio.run(main())
    assert len({result.payload[0] for result in results}) <= 2


def test_throttled(function, service, gate):
    """Beyond the limit of concurrency an invocation is refused as Lambda does."""
    door = gate()

    async def main():
        async with service(concurrency=1) as functions:
            functions.put(function(WAIT))
            first = asyncio.ensure_future(functions.invoke("f", {"gate": door.path}))
            await asyncio.sleep(0)  # lets it begin
            with pytest.raises(NotInvoked, match=r"TooManyRequests.*Rate Exceeded\."):
                await functions.invoke("f", {})
            door.open()
            return await first

    assert isinstance(asyncio.run(main()), Returned)


def test_reserved_concurrency(function, service, gate):
    """A function has what it has reserved, whatever others run; they have the rest."""
    doors = [gate(), gate(), gate()]

    async def main():
        async with service(concurrency=2) as functions:

            async def throttles(name):
                with pytest.raises(NotInvoked, match=r"TooManyRequests.*Rate Exceed"):
                    await functions.invoke(name, {})

            functions.put(function(WAIT, reserved_concurrency=1))
            functions.put(function(WAIT, name="g"))
            running = [
                functions.invoke(name, {"gate": door.path})
                for name, door in zip("fg", doors, strict=False)
            ]
            await throttles("f")
            await throttles("g")
            functions.put(function(WAIT, reserved_concurrency=2))
            running.append(functions.invoke("f", {"gate": doors[2].path}))
            await throttles("f")
            for door in doors:
                door.open()
            results = await asyncio.gather(*running)
            await throttles("g")  # nothing is left
            functions.delete("f")
            doors[0].open()
            return [*results, await functions.invoke("g", {"gate": doors[0].path})]

    assert asyncio.run(main()) == [Returned("{}")] * 4


def test_stopped(function, service):
    """A function that has reserved nothing at all never runs."""

    async def main():
        async with service() as functions:
            functions.put(function(PID, reserved_concurrency=0))
            await functions.invoke("f", {})

    with pytest.raises(NotInvoked, match="TooManyRequestsException"):
        asyncio.run(main())


def test_unknown_function(service):
    """A function that is not there is Lambda's error."""

    async def main():
        async with service() as functions:
            await functions.invoke("g", {})

    with pytest.raises(NotInvoked, match=r"ResourceNotFoundException: .* not found: g"):
        asyncio.run(main())


def test_bad_name(function):
    """A name that Lambda would not take is refused."""
    with pytest.raises(ValueError, match="expected 1 to 64 letters"):
        function("", name="../f")


def test_exception(function, service):
    """An exception is the invocation's failure, and the environment lives on."""
    source = """
        import os
        def handler(event, context):
            if event:
                raise LookupError("nobody")
            return os.getpid()
    """

    async def main():
        async with service() as functions:
            functions.put(function(source))
            return [await functions.invoke("f", event) for event in ({}, {"x": 1}, {})]

    before, failed, after = asyncio.run(main())
    assert failed == Failed("LookupError", "nobody")
    assert before == after


def test_result_that_json_cannot_carry(function, service):
    """A result without JSON form is Lambda's marshal error."""

    async def main():
        async with service() as functions:
            functions.put(function("handler = lambda event, context: {1, 2}"))
            return await functions.invoke("f", {})

    assert asyncio.run(main()) == Failed(
        "Runtime.MarshalError",
        "Unable to marshal response: Object of type set is not JSON serializable",
    )


def test_result_that_is_too_long(function, service):
    """A result over the limit is refused."""

    async def main():
        async with service(payload_size=100) as functions:
            functions.put(function("handler = lambda event, context: 'x' * event"))
            return [await functions.invoke("f", size) for size in (98, 99)]

    fits, fails = asyncio.run(main())
    assert fits == Returned("x" * 98)
    assert fails.error_type == "Function.ResponseSizeTooLarge"


CRASHES = {
    "os._exit(3)": "exit status 3",
    "sys.exit(4)": "exit status 4",
    "sys.exit()": "exit status 0",
    "sys.exit('bye')": "exit status 1",
    "os.kill(os.getpid(), signal.SIGKILL)": "signal: killed",
    "ctypes.string_at(0)": "signal: segmentation fault",
    "len(bytearray(10**9))": "signal: killed",  # more memory than it has
    "os.close(3); os.kill(os.getpid(), signal.SIGTERM)": "signal: terminated",
}


@pytest.mark.parametrize("crash", CRASHES)
def test_crash(function, service, gate, crash):
    """A crash ends its own environment only, and the next event gets another one."""
    door = gate()
    source = f"""
        import ctypes, os, signal, sys
        def handler(event, context):
            if event == "crash":
                {crash}
            elif event:
                open(event, "rb").read(1)
            return os.getpid()
    """

    async def main():
        async with service() as functions:
            functions.put(function(source, memory_size=256))
            bystander = asyncio.ensure_future(functions.invoke("f", door.path))
            failed = await functions.invoke("f", "crash")
            after = await functions.invoke("f", "")
            door.open()
            return failed, after, await bystander

    failed, after, bystander = asyncio.run(main())
    assert failed.error_type == "Runtime.ExitError"
    ending = f"Error: Runtime exited with error: {CRASHES[crash]}"
    assert failed.message.endswith(ending)
    assert isinstance(after, Returned)
    assert isinstance(bystander, Returned)


def test_deaf(function, service):
    """A handler that closes the channel and lives on is killed when its time is up."""

    async def main():
        async with service() as functions:
            source = """
                import os, signal
                def handler(event, context):
                    os.close(3)
                    signal.pause()
            """
            functions.put(function(source, timeout=0.3))
            return await functions.invoke("f", {})

    assert asyncio.run(main()).error_type == "Sandbox.Timedout"


# What a real answer begins with.
ANSWER = "=" + "\0" * 8 + "\1"


@pytest.mark.parametrize(
    "nonsense",
    [
        *("[]", "{}", "[", "[" * 9_999),
        *(f"{ANSWER}[", f"{ANSWER}[]", f'{ANSWER}{{"memory_used": 1}}'),
    ],
)
def test_nonsense_on_the_channel(function, service, caplog, nonsense):
    """A handler that writes to the channel itself has crashed; the next is served."""
    source = f"""
        import os
        def handler(event, context):
            if event:
                nonsense = {nonsense!r}.encode()
                os.write(3, len(nonsense).to_bytes(4, "big") + nonsense)
            return 1
    """

    async def main():
        async with service() as functions:
            functions.put(function(source))
            return [await functions.invoke("f", event) for event in (True, False)]

    failed, after = asyncio.run(main())
    assert failed.error_type == "Runtime.ExitError"
    assert after == Returned(1)
    assert not caplog.records


def test_crash_while_idle(function, service):
    """An environment that died between two events is replaced."""

    async def main():
        async with service() as functions:
            functions.put(function(PID))
            pid, _ = (await functions.invoke("f", {})).payload
            (pool,) = functions._pools.values()
            ((_, idle),) = pool._idle
            ended = idle._process._launched.ended
            os.kill(pid, signal.SIGKILL)
            await ended
            return pid, await functions.invoke("f", {})

    pid, result = asyncio.run(main())
    assert result.payload[0] != pid
    assert result.payload[1] == 1


def test_timeout(function, service, gate, log):
    """A handler that takes too long is killed with all that it started."""
    held = gate()
    source = """
        import subprocess
        def handler(event, context):
            with open(event, "wb") as held:
                subprocess.run(["sleep", "1000"], pass_fds=[held.fileno()])
    """

    async def main():
        async with service() as functions:
            functions.put(function(source, timeout=0.3))
            result = await functions.invoke("f", held.path)
            held.wait_until_let_go()
            return result

    failed = asyncio.run(main())
    assert failed.error_type == "Sandbox.Timedout"
    assert failed.message.endswith("Error: Task timed out after 0.30 seconds")
    assert any(
        line.endswith(" Task timed out after 0.30 seconds") and line[10] == "T"
        for line in log()
    )


@pytest.mark.parametrize(
    ("source", "failed"),
    [
        (
            "import nothing_of_that_name",
            Failed(
                "Runtime.ImportModuleError",
                "Unable to import module 'index': "
                "No module named 'nothing_of_that_name'",
            ),
        ),
        (
            "def handler(:",
            Failed(
                "Runtime.UserCodeSyntaxError",
                "Syntax error in module 'index': invalid syntax (index.py, line 1)",
            ),
        ),
        (
            "",
            Failed(
                "Runtime.HandlerNotFound",
                "Handler 'handler' missing on module 'index'",
            ),
        ),
        ("1 / 0", Failed("ZeroDivisionError", "division by zero")),
    ],
)
def test_init_error(function, service, source, failed):
    """Code that cannot be imported fails every invocation, by Lambda's names."""

    async def main():
        async with service() as functions:
            functions.put(function(source))
            return [await functions.invoke("f", {}) for _ in range(2)]

    assert asyncio.run(main()) == [failed, failed]


def test_crash_during_import(function, service):
    """A process that ends while its code is imported is a crash."""

    async def main():
        async with service() as functions:
            functions.put(function("import os; os._exit(7)"))
            return await functions.invoke("f", {})

    assert asyncio.run(main()).message.endswith("exit status 7")


def test_hot_swap(function, service, gate):
    """After put, an invocation that runs ends in the old code, the next is new."""
    door = gate()

    async def main():
        async with service() as functions:
            functions.put(function(WAIT.format("old")))
            running = asyncio.ensure_future(functions.invoke("f", {"gate": door.path}))
            await asyncio.sleep(0)  # lets it begin
            functions.put(function("handler = lambda event, context: 'new'"))
            new = await functions.invoke("f", {})
            door.open()
            return new, await running

    assert asyncio.run(main()) == (Returned("new"), Returned("old"))


def test_hot_swap_retires_environments(function, service, gate):
    """Environments of the old code end, whatever they do."""
    held = gate()
    source = """
        def handler(event, context):
            global held
            held = open(event, "wb")
    """

    async def main():
        async with service() as functions:
            functions.put(function(source))
            await functions.invoke("f", held.path)
            functions.put(function(ECHO))
            await asyncio.to_thread(held.wait_until_let_go)

    asyncio.run(main())


def test_idle_environments_end(function, service, gate):
    """One that has had no event for long goes; the next event gets another one."""
    held = gate()
    source = """
        import os
        def handler(event, context):
            global held
            held = open(event, "wb")
            return os.getpid()
    """

    async def main():
        async with service(keep_warm=0.1) as functions:
            functions.put(function(source))
            first = await functions.invoke("f", held.path)
            await asyncio.to_thread(held.wait_until_let_go)
            second = await functions.invoke("f", os.devnull)
            assert first.payload != second.payload

    asyncio.run(main())


def test_put_of_the_same(function, service):
    """Putting what is there already keeps the environments warm."""

    async def main():
        async with service() as functions:
            config = function(PID)
            results = []
            for _ in range(2):
                functions.put(config)
                results.append((await functions.invoke("f", {})).payload)
            return results

    (pid, _), again = asyncio.run(main())
    assert again == [pid, 2]


def test_delete(function, service):
    """A deleted function is not there; deleting it again does nothing."""

    async def main():
        async with service() as functions:
            functions.put(function(ECHO))
            await functions.invoke("f", {})
            functions.delete("f")
            functions.delete("f")
            await functions.invoke("f", {})

    with pytest.raises(NotInvoked, match="ResourceNotFoundException"):
        asyncio.run(main())


def test_close_leaves_nothing(function, service, gate):
    """Closing ends all processes, busy and idle ones and what they started."""
    held, door = gate(), gate()
    source = """
        import os, subprocess
        def handler(event, context):
            held = open(event["held"], "wb")
            subprocess.Popen(["sleep", "1000"], pass_fds=[held.fileno()])
            if "gate" in event:
                open(event["gate"], "rb").read(1)
            return [os.getpid(), os.getppid()]
    """

    async def main():
        async with service() as functions:
            functions.put(function(source))
            idle = await functions.invoke("f", {"held": held.path})
            event = {"held": held.path, "gate": door.path}
            busy = asyncio.ensure_future(functions.invoke("f", event))
            await asyncio.sleep(0)  # lets it begin
        return idle.payload, await busy

    pids, busy = asyncio.run(main())
    held.wait_until_let_go()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert busy.error_type in ("Runtime.ExitError", "ServiceException")


def test_closed_descriptors(function, service):
    """The service gives every file descriptor back."""

    def descriptors():
        return [fd for fd in range(999) if Path(f"/dev/fd/{fd}").exists()]

    async def use():
        async with service() as functions:
            functions.put(function(PID))
            await asyncio.gather(*(functions.invoke("f", {}) for _ in range(4)))
            functions.put(function("import os; handler = lambda e, c: os._exit(1)"))
            await asyncio.gather(*(functions.invoke("f", {}) for _ in range(4)))
        return descriptors()

    async def main():
        return await use(), await use()  # the loop keeps one of its own

    before, after = asyncio.run(main())
    assert after == before


def test_zygote_killed(function, service, gate):
    """If the process that environments come from is killed, another one is started."""
    door = gate()
    source = """
        import os, signal
        def handler(event, context):
            if event:
                os.kill(os.getppid(), signal.SIGKILL)
                open(event, "rb").read(1)
            return os.getppid()
    """

    async def main():
        async with service() as functions:
            functions.put(function(source))
            zygote = await functions.invoke("f", "")
            failed = await functions.invoke("f", door.path)
            return zygote, failed, await functions.invoke("f", "")

    before, failed, after = asyncio.run(main())
    assert failed.message.endswith("Runtime exited without providing a reason")
    assert after.payload != before.payload


def test_daemon_killed(function, gate, tmp_path):
    """If the daemon is killed, the environments end with it."""
    held = gate()
    config = function("""
        def handler(event, context):
            global held
            held = open(event, "wb")
    """)
    program = """if 1:
        import asyncio, json, os, signal, sys
        from pathlib import Path
        from wingws_simulator.shell.functions import FunctionConfig, Functions
        logs, artifact, arn, event = sys.argv[1:]
        async def main():
            async with Functions(logs=Path(logs), variables={}) as functions:
                functions.put(FunctionConfig("f", Path(artifact), arn))
                done = asyncio.Event()
                functions.invoke("f", json.dumps(event), lambda result: done.set())
                await done.wait()
                os.kill(os.getpid(), signal.SIGKILL)
        asyncio.run(main())
    """
    arguments = [tmp_path, config.artifact, config.arn, held.path]
    daemon = subprocess.run([sys.executable, "-c", program, *arguments])
    assert daemon.returncode == -signal.SIGKILL
    held.wait_until_let_go()
