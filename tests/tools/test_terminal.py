"""Commands that take minutes: progress, failure and time limit."""

import os
import select
import sys

import pytest
import terminal

ADVICE = {"doing": "working", "otherwise": "do something else"}


def test_run_returns_what_the_command_prints():
    """Standard output and error come back as one text."""
    assert (
        terminal.run(["sh", "-c", "echo out; echo err >&2"], **ADVICE) == "out\nerr\n"
    )


def test_run_says_now_and_then_that_it_goes_on(capsys, monkeypatch):
    """While the command runs there is a line every interval."""
    monkeypatch.setattr(terminal, "_PROGRESS_INTERVAL", 0.02)

    terminal.run([sys.executable, "-c", "import time; time.sleep(0.2)"], **ADVICE)

    first, *more = capsys.readouterr().out.splitlines()
    assert first == "· working"
    assert "· working (0 s)" in more


def test_run_tells_a_failure_by_its_last_lines():
    """The advice is the message, the command's words come with it."""
    with pytest.raises(terminal.Missing) as failure:
        terminal.run(["sh", "-c", "echo no such luck; exit 3"], **ADVICE)

    assert failure.value.message == "do something else"
    assert failure.value.output == "no such luck"


def test_run_of_a_missing_program_names_it():
    """A program that isn't there is no traceback."""
    with pytest.raises(terminal.Missing, match="no-such-program: No such file"):
        terminal.run(["no-such-program"], **ADVICE)


def test_run_kills_children_too_at_the_timeout(tmp_path):
    """Nothing of a command outlives its time limit."""
    command = f"sh -c 'echo $$ > {tmp_path}/pid; exec sleep 60' & wait"

    with pytest.raises(terminal.Missing):
        terminal.run(["sh", "-c", command], timeout=0.5, **ADVICE)

    assert _ends(int((tmp_path / "pid").read_text()))


def _ends(pid: int) -> bool:
    """Tell whether a process that was killed ends, long before it would by itself."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        ended, _, _ = select.select([process], [], [], 20)
        return bool(ended)
    finally:
        os.close(process)
