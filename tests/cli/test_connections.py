"""`wingws connections`, `send` and `drop` on a running daemon."""

import json

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect


@pytest.fixture
def client(echo):
    with connect(echo, user_agent_header="tests") as client:
        yield client


@pytest.fixture
def connection_id(shell, client):
    (found,) = json.loads(shell.run("connections", "--json").stdout)["connections"]
    return found["connection_id"]


def closed_with(client):
    """Return the code and reason of the close frame that the server sends."""
    with pytest.raises(ConnectionClosed) as caught:
        client.recv(timeout=10)
    return caught.value.rcvd.code, caught.value.rcvd.reason


def test_connections(shell, client):
    """Whose they are, since when, how much went over them."""
    client.send("hello")
    client.recv(timeout=10)

    (found,) = json.loads(shell.run("connections", "--json").stdout)["connections"]
    assert (found["api"], found["source_ip"]) == ("Echo", "127.0.0.1")
    assert found["received_messages"] == found["sent_messages"] == 1

    line = shell.run("connections").stdout
    assert line.startswith(f"{found['connection_id']}  Echo  127.0.0.1  open ")
    assert line.endswith("in 1, out 1  tests\n")


def test_nobody_is_connected(shell, echo):
    """No line; for programs, an empty list."""
    assert shell.run("connections").stdout == ""
    assert json.loads(shell.run("connections", "--json").stdout) == {"connections": []}


def test_send(shell, client, connection_id):
    """An argument or all of standard input is one message."""
    assert shell.run("send", connection_id, "hello").returncode == 0
    assert client.recv(timeout=10) == "hello"

    assert shell.run("send", connection_id, input="two\nlines\n").returncode == 0
    assert client.recv(timeout=10) == "two\nlines\n"


def test_drop(shell, client, connection_id):
    """It ends as by `disconnect` of a handler; then it is gone."""
    assert shell.run("drop", connection_id).returncode == 0
    assert closed_with(client) == (1000, "Connection Closed Normally")

    for command in (["drop", connection_id], ["send", connection_id, "hello"]):
        refused = shell.run(*command)
        assert refused.returncode == 1
        assert refused.stderr == (
            f"wingws: connection {connection_id!r} is gone, or never was\n"
        )


@pytest.mark.parametrize(
    ("reason", "close"),
    [("idle", (1001, "Going away")), ("duration", (1001, "Going away"))],
)
def test_drop_as_aws_does(shell, client, connection_id, reason, close):
    """As if its time were over."""
    assert shell.run("drop", connection_id, "--reason", reason).returncode == 0
    assert closed_with(client) == close


def test_a_wrong_reason(shell):
    """argparse's exit status, and what is allowed."""
    refused = shell.run("drop", "x", "--reason", "fun")

    assert refused.returncode == 2
    assert "invalid choice: 'fun'" in refused.stderr


@pytest.mark.parametrize(
    "command",
    [["connections"], ["send", "x", "y"], ["drop", "x"], ["logs"], ["connect", "Echo"]],
    ids=lambda command: command[0],
)
def test_nothing_runs(shell, daemon, command):
    """What needs a simulator says so, and how to start it."""
    assert shell.run("stop").returncode == 0

    refused = shell.run(*command)
    assert refused.returncode == 1
    assert refused.stderr == (
        "wingws: stack 'dev' has no running simulator; run `pulumi up` or "
        "`wingws dev`\n"
    )
