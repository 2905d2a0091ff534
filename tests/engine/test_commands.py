"""The commands of `wingws` on a stack that `pulumi up` has made."""

import json
import os
import socket
import subprocess
import time
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.engine.simulator import CHAT, WINGWS, Stack, kill

pytestmark = [pytest.mark.engine, pytest.mark.timeout(180)]


@pytest.fixture
def chat(make_project):
    project = make_project(CHAT)
    project.config_set("target", "sim")
    project.up()
    return Stack(project)


def doctor(stack):
    """Return what `wingws doctor` says is wrong, as (text, mend)."""
    done = subprocess.run(
        [*WINGWS, "doctor", "--json"],
        cwd=stack.project.folder,
        env={
            **os.environ,
            **stack.project._environment,
            "PULUMI_BACKEND_URL": stack.project.folder.as_uri(),
        },
        capture_output=True,
        text=True,
    )
    findings = json.loads(done.stdout)["findings"]
    return [(each["text"], each["mend"]) for each in findings if not each["ok"]]


def test_a_stack_s_life(chat):
    """Who connects is listed, heard of, written to, dropped; then all of it stops."""
    url = chat.project.outputs["url"]
    with connect(url) as client:
        (connection,) = json.loads(chat.wingws("connections", "--json"))["connections"]
        assert connection["api"] == "MyWebSocket"
        (status,) = json.loads(chat.wingws("status", "--json"))["stacks"]
        assert status["apis"] == [{"name": "MyWebSocket", "url": url, "connections": 1}]
        assert status["tables"] == [{"name": "WebSocketTable", "rows": 1}]

        chat.wingws("send", connection["connection_id"], "from the shell")
        assert client.recv(timeout=10) == "from the shell"
        chat.wingws("drop", connection["connection_id"])
        with pytest.raises(ConnectionClosed):
            client.recv(timeout=10)
    while chat.rows():  # the $disconnect handler removes its row, soon
        os.sched_yield()
    assert doctor(chat) == []

    assert chat.wingws("stop") == "the simulator of stack 'dev' has stopped\n"
    assert doctor(chat) == []
    chat.project.up()
    assert chat.chats()


def test_connect_by_name(chat):
    """A pipe's lines go to the stack's WebSocket, and come back as the chat has it."""
    done = subprocess.run(
        [*WINGWS, "connect", "MyWebSocket"],
        cwd=chat.project.folder,
        input="hello\n",
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stdout) == (0, "hello\n"), done.stderr


def test_logs_of_a_function(chat):
    """A handler is named as Python has it, too."""
    chat.project.write(CHAT.replace("    for item", "    print(body)\n    for item"))
    chat.project.up()
    assert chat.chats()

    arguments = ("logs", "--handler", "on_message", "--json", "-n", "1")
    line = json.loads(chat.wingws(*arguments))
    assert (line["function"], line["text"]) == ("MyWebSocket-default", "hello")
    assert abs(line["at"] - time.time()) < 60


def test_a_port_that_was_taken(chat):
    """That of an API, which Pulumi's state has, after the simulator was killed."""
    port = urlsplit(chat.project.outputs["url"]).port
    kill(chat.processes)
    with socket.create_server(("127.0.0.1", port)):
        killed, taken = doctor(chat)

    assert killed == (
        "its simulator was killed; `pulumi up` starts it, with its tables' rows",
        "pulumi up --stack dev",
    )
    assert taken == (
        f"another process has its port {port}",
        f"kill $(lsof -t -i tcp:{port} -s tcp:listen)",
    )
