"""The programs of `examples/`, as their READMEs show them."""

import shutil
import subprocess
import sys

import pytest
from websockets.sync.client import connect

from tests.engine.simulator import ROOT, Stack

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

GONE = "L0SM9cOFvHcCIhw="  # an id as AWS makes them, of no connection
PUSH = ROOT / "examples" / "push"


@pytest.fixture
def push(make_project):
    """The running example."""
    project = make_project((PUSH / "__main__.py").read_text(), name="wingws-push")
    shutil.copy(PUSH / "push.py", project.folder)
    project.config_set("target", "sim")
    project.up()
    return Stack(project)


def run_script(push, pulumi_cli, text):
    """Run push.py as after `eval "$(wingws env)"`; return what it prints."""
    backend = {"PULUMI_BACKEND_URL": push.project.folder.as_uri()}
    return subprocess.run(
        [sys.executable, "push.py", text],
        cwd=push.project.folder,
        env={**pulumi_cli, **backend, **push.environment()},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def test_listeners_are_reached_from_outside_their_websocket(push, pulumi_cli):
    """By a handler of another WebSocket and by a boto3 script; one that is gone stops
    neither."""
    outputs = push.project.outputs
    with (
        connect(outputs["news_url"]) as first,
        connect(outputs["news_url"]) as second,
        connect(outputs["desk_url"]) as operator,
    ):
        operator.send("from the desk")
        assert operator.recv(timeout=10) == "sent to 2"
        assert first.recv(timeout=10) == second.recv(timeout=10) == "from the desk"

        push.client("dynamodb").put_item(
            TableName=outputs["table_name"], Item={"connectionId": {"S": GONE}}
        )
        lines = run_script(push, pulumi_cli, "from the script").splitlines()
        assert sorted(lines) == [f"{GONE} is gone", "sent to 2"]
        assert first.recv(timeout=10) == second.recv(timeout=10) == "from the script"

        operator.send("again")
        assert operator.recv(timeout=10) == "sent to 2"
        assert first.recv(timeout=10) == second.recv(timeout=10) == "again"
