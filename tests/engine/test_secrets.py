"""A captured secret reaches its handler, and nothing else on this machine."""

from pathlib import Path

import pytest
from websockets.sync.client import connect

from tests.engine.simulator import Stack, kill

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

SECRET = "sesame, open thyself"

PROGRAM = """
import pulumi
from pulumi_wingws import WebSocket

password = pulumi.Config().require_secret("password")
api = WebSocket("Api")

@api.on_message
def on_message(connection_id: str, body: str) -> None:
    print("asked", body)
    right = body == password.get()
    api.send_message(connection_id, "welcome" if right else "go away")

pulumi.export("url", api.url)
"""

#: All that a simulator's processes may have in their environment.
SIMULATOR = {"HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "TMPDIR", "TZ", "USER"}
HANDLERS = {
    *("PATH", "PYTHONUTF8", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"),
    "LC_CTYPE",  # Python's own
}


@pytest.fixture
def stack(make_project):
    """A running API that knows a password."""
    project = make_project(PROGRAM)
    project.config_set("target", "sim")
    project.config_set("password", SECRET, secret=True)
    shell = {
        "PULUMI_ACCESS_TOKEN": "token of the shell",
        "AWS_ACCESS_KEY_ID": "key of the shell",
        "AWS_SECRET_ACCESS_KEY": "secret of the shell",
    }
    project.up(environment=shell)
    return Stack(project)


def ask(stack, password):
    with connect(stack.project.outputs["url"]) as client:
        client.send(password)
        return client.recv(timeout=10)


def test_a_secret_works_inside_a_handler(stack):
    """The handler has it in clear, also once a killed simulator is back."""
    assert ask(stack, "let me in") == "go away"
    assert ask(stack, SECRET) == "welcome"

    kill(stack.processes)
    stack.project.up()
    assert ask(stack, SECRET) == "welcome"


def test_no_file_holds_a_secret_in_clear(stack):
    """Neither Pulumi's state nor anything that the simulator writes."""
    assert ask(stack, "let me in") == "go away"
    files = [file for file in stack.project.folder.rglob("*") if file.is_file()]

    assert {"daemon.json", "daemon.log", "index.py", "Api-default.log"} <= {
        file.name for file in files
    }
    for file in files:
        assert SECRET.encode() not in file.read_bytes(), file
    assert SECRET not in stack.project.pulumi("stack", "export", "--stack", "dev")


def test_a_second_up_with_a_secret_changes_nothing(stack):
    """A secret is compared by its value, whatever its ciphertext."""
    assert set(stack.project.up().changes) == {"same"}


def test_a_changed_secret_reaches_a_warm_handler(stack):
    """`up` replaces the environments that have fetched the old one."""
    assert ask(stack, SECRET) == "welcome"
    stack.project.config_set("password", "another word", secret=True)
    stack.project.up()

    assert ask(stack, SECRET) == "go away"
    assert ask(stack, "another word") == "welcome"


def test_the_shells_environment_stays_in_the_shell(stack):
    """The simulator gets what is listed, its handlers less; no token, no keys."""
    assert ask(stack, "let me in") == "go away"
    daemon, *others = sorted(stack.processes)

    assert len(others) == 2  # what environments are forked from, and one of them
    assert variables(daemon) <= SIMULATOR
    for pid in others:
        assert variables(pid) <= HANDLERS


def variables(pid):
    """Names of the environment variables that a process was started with."""
    content = Path(f"/proc/{pid}/environ").read_text()
    return {line.partition("=")[0] for line in content.split("\0") if line}
