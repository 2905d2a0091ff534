"""`wingws status`, `stop` and `faults` on running daemons."""

import json
import os
import signal
from importlib.metadata import version
from platform import python_version

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.simulator.shell.running_daemon import RunningDaemon


@pytest.fixture
def other(shell):
    """The simulator of stack `other`."""
    daemon = RunningDaemon(shell.folder, version=version("pulumi-wingws"))
    daemon.folder = shell.folder / ".wingws" / "stacks" / "other"
    daemon.folder.mkdir(parents=True)
    daemon.settings["stack"] = "other"
    assert "error" not in daemon.start()
    yield daemon
    daemon.stop()


def test_status(shell, daemon, echo):
    """What runs, and what is in it."""
    daemon.put_table("Rows")
    shell.run("faults", "crashes=0.5")
    with connect(echo):
        told = json.loads(shell.run("status", "--json").stdout)
        text = shell.run("status").stdout

    assert told == {
        "stacks": [
            {
                "stack": "dev",
                "running": True,
                "port": daemon.port,
                "outlook": None,
                "version": version("pulumi-wingws"),
                "python": python_version(),
                "apis": [{"name": "Echo", "url": echo, "connections": 1}],
                "functions": ["Echo-default"],
                "tables": [{"name": "Rows", "rows": 0}],
                "faults": {"crashes": 0.5},
            }
        ]
    }
    assert text.splitlines() == [
        f"dev: runs on port {daemon.port}, version {version('pulumi-wingws')}, "
        f"Python {python_version()}",
        f"  Echo  {echo}  1 connections",
        "  Rows  0 rows",
        "  fault crashes=0.5",
    ]


def test_status_of_one_that_has_ended(shell, daemon, other):
    """It is told what starts it; the exit status is of what was asked for."""
    port = daemon.port
    daemon.stop()

    assert shell.run("status").returncode == 0
    one = shell.run("status", "--stack", "dev")
    assert one.returncode == 1
    assert one.stdout == (
        "dev: the simulator of stack 'dev' is not running; `up` starts it anew on "
        f"port {port}, with its tables' rows\n"
    )


def test_status_of_nothing(shell):
    """There has never been a simulator."""
    refused = shell.run("status")

    assert refused.returncode == 1
    assert refused.stderr.endswith(
        "has a simulator; run `pulumi up` or `wingws dev` first\n"
    )
    unknown = shell.run("status", "--stack", "prod")
    assert (unknown.returncode, unknown.stdout) == (1, "prod: has no simulator\n")


def test_stop(shell, daemon, echo):
    """Clients get 1001 and the process ends; what it kept is there."""
    with connect(echo) as client:
        assert shell.run("stop").stdout == "the simulator of stack 'dev' has stopped\n"
        with pytest.raises(ConnectionClosed) as caught:
            client.recv(timeout=10)
    assert caught.value.rcvd.code == 1001
    assert daemon.process.wait() == 0
    assert daemon.file["id"] == "me"

    again = shell.run("stop")
    assert again.stdout == "the simulator of stack 'dev' was not running\n"
    assert again.returncode == 0


def test_the_only_running_stack_is_meant(shell, daemon, other):
    """Several have to be named; one of which the others have stopped has not."""
    several = shell.run("faults")
    assert several.returncode == 1
    assert several.stderr == (
        "wingws: name a stack with --stack; there are: dev, other\n"
    )

    shell.run("stop", "--stack", "dev")
    assert json.loads(shell.run("faults", "--json").stdout)["crashes"] == 0
    assert shell.run("stop").stdout == "the simulator of stack 'other' has stopped\n"


def test_a_long_stop_shows_that_it_goes_on(daemon, at_terminal):
    """On a terminal, after a second."""
    os.kill(daemon.process.pid, signal.SIGSTOP)
    terminal = at_terminal("stop", "--stack", "dev")

    terminal.read_to("stopping dev …")
    os.kill(daemon.process.pid, signal.SIGCONT)
    terminal.read_to("the simulator of stack 'dev' has stopped")
    assert terminal.process.wait() == 0
