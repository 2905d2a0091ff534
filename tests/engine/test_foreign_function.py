"""A program of the user's own, beside the simulator, with the handles of handlers."""

import subprocess
import sys

import pytest
from websockets.sync.client import connect

from tests.engine.simulator import CHAT, Stack

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

PROGRAM = (
    CHAT
    + """
from pulumi_wingws import environment_for

chat.grant("worker", "send_message")
connections.grant("worker", "scan")
for name, value in environment_for(chat, connections).items():
    pulumi.export(name, value)
"""
)

WORKER = """
from wingws_runtime import DynamodbTable, WebSocket

for row in DynamodbTable("WebSocketTable").scan():
    WebSocket("MyWebSocket").send_message(row["connectionId"], "from the queue")
"""


def test_a_consumer_runs_beside_the_simulator(make_project, pulumi_cli):
    """With the environment that it has on AWS, and that of `wingws env`."""
    project = make_project(PROGRAM)
    project.config_set("target", "sim")
    project.up()
    own = {"WINGWS": project.outputs["WINGWS"]}
    with connect(project.outputs["url"]) as client:
        subprocess.run(
            [sys.executable, "-c", WORKER],
            env={**pulumi_cli, **Stack(project).environment(), **own},
            check=True,
        )
        assert client.recv(timeout=10) == "from the queue"
