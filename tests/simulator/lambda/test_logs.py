"""What is in a function's log."""

import asyncio
import os
import re

import pytest
from wingws_simulator.shell.logs import Log, LogPipe
from wingws_simulator.shell.speaker import Speaker

ID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
MS = r"\d+\.\d\d ms"
REPORT = (
    rf"REPORT RequestId: {ID}\tDuration: {MS}\tBilled Duration: \d+ ms"
    r"\tMemory Size: 1024 MB\tMax Memory Used: \d+ MB\t"
)


def run(service, config, *events):
    """Invoke the function with one event after the other."""

    async def main():
        async with service() as functions:
            functions.put(config)
            for event in events:
                await functions.invoke("f", event)

    asyncio.run(main())


def assert_lines(lines, patterns):
    """Check each line against its pattern."""
    for line, pattern in zip(lines, patterns, strict=True):
        assert re.fullmatch(pattern, line), line


def test_lines_of_lambda(function, service, log):
    """Each environment and each invocation has Lambda's lines around its own."""
    config = function("""
        print("importing")
        def handler(event, context):
            print("handling", event)
    """)
    run(service, config, 1, 2)
    assert_lines(
        log(),
        [
            r"INIT_START Runtime Version: python:3\.[\d.]+.*",
            "importing",
            rf"START RequestId: {ID} Version: \$LATEST",
            "handling 1",
            rf"END RequestId: {ID}",
            REPORT + rf"Init Duration: {MS}\t",
            rf"START RequestId: {ID} Version: \$LATEST",
            "handling 2",
            rf"END RequestId: {ID}",
            REPORT,
        ],
    )


def test_output_of_all_kinds(function, service, log):
    """All that an invocation writes is between its START and END."""
    config = function("""
        import logging, os, subprocess, sys
        def handler(event, context):
            print("stdout")
            print("stderr", file=sys.stderr)
            logging.info("hidden")
            logging.getLogger("app").warning("logged")
            subprocess.run(["echo", "child"])
            os.write(1, b"no newline")
    """)
    run(service, config, {})
    lines = log()
    assert_lines(
        lines[2:-2],
        [
            "stdout",
            "stderr",
            rf"\[WARNING\]\t{TIME}\t{ID}\tlogged",
            "child",
            "no newline",
        ],
    )


def test_large_output(function, service, log):
    """More output than a pipe holds arrives whole, before END."""
    config = function("""
        def handler(event, context):
            for number in range(20000):
                print(f"{number:09}")
    """)
    run(service, config, {})
    assert log()[2:-2] == [f"{number:09}" for number in range(20000)]


def test_exception(function, service, log):
    """An exception is shown with the artifact's relative paths, once."""
    config = function("""
        import helper
        def handler(event, context):
            helper.fail(event)
    """)
    (config.artifact / "helper.py").write_text("def fail(x):\n    raise OSError(x)\n")
    run(service, config, "no")
    assert log()[2:-2] == [
        "[ERROR] OSError: no",
        "Traceback (most recent call last):",
        '  File "index.py", line 4, in handler',
        "    helper.fail(event)",
        '  File "helper.py", line 2, in fail',
        "    raise OSError(x)",
        "OSError: no",
    ]


def test_exception_in_the_runtime(function, service, log):
    """An exception that the runtime has logged is not logged again."""
    config = function("""
        from wingws_runtime import entry
        def on_message(connection_id):
            raise OSError("no")
        handler = entry(on_message, kind="message")
    """)
    run(service, config, {"requestContext": {"connectionId": "x"}})
    assert_lines(
        log()[2:-2],
        [
            rf"\[ERROR\]\t{TIME}\t{ID}\tTraceback \(most recent call last\):",
            '  File "index.py", line 4, in on_message',
            r'    raise OSError\("no"\)',
            "OSError: no",
        ],
    )


def test_init_error(function, service, log):
    """Code that cannot be imported is shown at its line."""
    run(service, function("x = 1\nimport nothing_of_that_name\n"), {})
    assert_lines(
        log(),
        [
            "INIT_START .*",
            r"\[ERROR\] Runtime\.ImportModuleError: Unable to import module 'index': "
            "No module named 'nothing_of_that_name'",
            r"Traceback \(most recent call last\):",
            '  File "index.py", line 2, in <module>',
            "    import nothing_of_that_name",
            "ModuleNotFoundError: No module named 'nothing_of_that_name'",
            rf"INIT_REPORT Init Duration: {MS}\tPhase: init\tStatus: error"
            r"\tError Type: Runtime\.ImportModuleError",
        ],
    )


def test_syntax_error(function, service, log):
    """A syntax error is shown with the artifact's relative path."""
    run(service, function("def handler(:\n"), {})
    assert '  File "index.py", line 1' in log()


def test_crash(function, service, log):
    """A crash has Lambda's lines, and what was printed before is kept."""
    config = function("""
        import os
        def handler(event, context):
            print("last words")
            os._exit(3)
    """)
    run(service, config, {})
    assert_lines(
        log()[2:],
        [
            "last words",
            rf"RequestId: {ID} Error: Runtime exited with error: exit status 3",
            r"Runtime\.ExitError",
            rf"END RequestId: {ID}",
            REPORT + rf"Init Duration: {MS}\tStatus: error"
            r"\tError Type: Runtime\.ExitError\t",
        ],
    )


def test_out_of_memory(function, service, log):
    """A handler that needs too much memory is shown at its line, and killed."""
    config = function("handler = lambda event, context: len(bytearray(2**40))")
    run(service, config, {})
    assert "MemoryError" in log()
    assert log()[-3] == "Runtime.ExitError"


def test_log_is_bounded(tmp_path):
    """A log that is full begins anew, and keeps the part before."""
    log = Log(tmp_path / "logs/f.log", size=100)
    for number in range(25):
        log.write_line(f"{number:09}")
    log.close()
    assert log.path.read_text().split() == [f"{n:09}" for n in range(20, 25)]
    before = (tmp_path / "logs/f.log.1").read_text()
    assert before.split() == [f"{n:09}" for n in range(10, 20)]


def test_log_goes_on(tmp_path):
    """A log that is opened again goes on where it was, within the same bound."""
    log = Log(tmp_path / "f.log", size=20)
    log.write_line("123456789")
    log.close()
    log.write_line("123456789")
    log.close()
    log = Log(tmp_path / "f.log", size=20)
    log.write_line("x")
    log.write_line("y")
    log.close()
    assert log.path.read_text() == "y\n"


def test_log_that_cannot_be_written(tmp_path, caplog):
    """A log that cannot be written loses its lines and raises nothing."""
    (tmp_path / "file").touch()
    Log(tmp_path / "file/f.log").write_line("x")
    assert "cannot write to" in caplog.text


@pytest.mark.parametrize(
    ("chunks", "lines"),
    [
        ([b"a\nb", b"c\n"], ["a", "bc"]),
        ([b"a"], ["a"]),
        ([], []),
        ([b"x" * 40000 + b"\n"], ["x" * 40000]),
    ],
)
def test_lines_are_whole(tmp_path, chunks, lines):
    """A line that comes in pieces is written in one."""

    async def main():
        reading, writing = os.pipe()
        log = Log(tmp_path / "f.log")
        pipe = LogPipe(reading, log, Speaker(None))
        for chunk in chunks:
            os.write(writing, chunk)
            pipe._read()
        os.close(writing)
        pipe.close()
        pipe.close()
        log.close()

    asyncio.run(main())
    path = tmp_path / "f.log"
    assert (path.read_text().splitlines() if path.exists() else []) == lines


def test_endless_line(tmp_path):
    """A line without end is cut, so that it takes no more memory."""

    async def main():
        reading, writing = os.pipe()
        log = Log(tmp_path / "f.log")
        pipe = LogPipe(reading, log, Speaker(None))
        for _ in range(9):
            os.write(writing, b"x" * 50000)
            pipe._read()
        cut = log.path.stat().st_size
        os.close(writing)
        pipe.close()
        log.close()
        return cut

    assert asyncio.run(main()) > 250000
