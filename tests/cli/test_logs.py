"""`wingws logs` on a running daemon."""

import json
import re
import signal

import pytest
from websockets.sync.client import connect

from tests.cli.conftest import ECHO


@pytest.fixture
def say(daemon, echo):
    """Let a handler print; it has when this returns."""
    api = daemon.put_api("Other")
    daemon.put_function(api, "Other-default", "$default", code=ECHO)
    urls = {"Echo": echo, "Other": f"ws://127.0.0.1:{api['port']}/prod"}

    def say(text, *, to="Echo"):
        with connect(urls[to]) as client:
            client.send(text)
            client.recv(timeout=10)

    say("warm")
    say("warm", to="Other")
    return say


def test_logs(shell, say):
    """Of all handlers in the order of time, the last ones, or of one handler only."""
    say("one")
    say("two", to="Other")
    say("three")

    assert re.fullmatch(
        r"(\d\d:\d\d:\d\d) Echo-default  heard one\n"
        r"(\d\d:\d\d:\d\d) Other-default  heard two\n"
        r"(\d\d:\d\d:\d\d) Echo-default  heard three\n",
        shell.run("logs", "-n", "3").stdout,
    )
    last = shell.run("logs", "-n", "1", "--handler", "Other-default", "--json").stdout
    line = json.loads(last)
    assert (line["function"], line["text"]) == ("Other-default", "heard two")
    assert shell.run("logs", "-n", "0").stdout == ""
    assert shell.run("logs", "--handler", "$default").stdout.count("heard") == 5


def test_logs_follow(shell, daemon, say):
    """What was printed, then what is, without a line lost or twice; the end is told."""
    say("before")
    process = shell.start("logs", "-fn1", "--json", "--handler", "Echo-default")
    with process:
        assert json.loads(process.stdout.readline())["text"] == "heard before"
        say("other", to="Other")
        say("after")
        say("later")
        texts = [json.loads(process.stdout.readline())["text"] for _ in range(2)]
        assert texts == ["heard after", "heard later"]

        daemon.stop()
        _, error = process.communicate()
    assert error.decode() == "wingws: the simulator of stack 'dev' has stopped\n"
    assert process.returncode == 1


def test_ctrl_c_ends_it(shell, say):
    """With 130 and no traceback."""
    say("before")
    process = shell.start("logs", "-fn1")
    with process:
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest = process.communicate()
    assert rest == (b"", b"")
    assert process.returncode == 130


def test_a_pipe_that_ends(shell, say):
    """`| head` is no error to tell of."""
    for number in range(3):
        say(f"{number}")
    process = shell.start("logs", "-f")
    with process:
        process.stdout.readline()
        process.stdout.close()
        say("more")
        say("and more")
        assert process.stderr.read() == b""
        assert process.wait() == 1


def test_at_a_terminal(say, at_terminal):
    """Names are coloured, and what is printed steers nothing."""
    say("\x1b[2J")
    terminal = at_terminal("logs")

    terminal.read_to("\x1b[36mEcho-default  \x1b[0mheard \\x1b[2J\r\n")
    assert terminal.process.wait() == 0


def test_an_unknown_handler(shell, say):
    """It is told with the known ones."""
    refused = shell.run("logs", "--handler", "on_message")

    assert refused.returncode == 1
    assert refused.stderr == (
        "wingws: handler 'on_message' is unknown; there are: "
        "Echo-default, Other-default\n"
    )
