"""A captured secret reaches its handler, and nothing else on this machine."""

import base64
import subprocess
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from websockets.sync.client import connect

from tests.engine.simulator import WINGWS, Stack, kill

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

SECRET = "sesame, open thyself"

PROGRAM = """
import json
import os
import pulumi
from pulumi_wingws import WebSocket

password = pulumi.Config().require_secret("password")
headers = {"Authorization": password.apply(lambda word: f"Bearer {word}")}
api = WebSocket("Api")

@api.on_message(environment={"PASSWORD": password})
def on_message(connection_id: str, body: str) -> None:
    print("asked", body)
    right = body == password.get() == pulumi.Config().require_secret("password")
    assert password.get() == os.environ["PASSWORD"]
    api.send_message(connection_id, "welcome" if right else "go away")

@api.route("environment", reply=True)
def environment(connection_id: str, body: str) -> str:
    # The stack holds it as a secret, whatever the getter's name.
    word = pulumi.Config().require("password")
    assert headers["Authorization"].get() == f"Bearer {word}"
    return json.dumps(dict(os.environ))

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


def forms(secret):
    """The secret itself, and as it looks in URLs, in hexadecimal and in base64."""
    content = secret.encode()
    yield from (content, quote(secret).encode(), quote_plus(secret).encode())
    yield content.hex().encode()
    # In base64 of something longer it can begin at three places; its ends mix with
    # what is around it.
    for before in range(3):
        encoded = base64.b64encode(b"x" * before + content)
        yield encoded[4:-4]


def assert_hidden(content, place):
    if isinstance(content, str):
        content = content.encode()
    for form in forms(SECRET):
        assert form not in content, (form, place)


def wingws(stack, *arguments):
    return subprocess.run(
        [*WINGWS, *arguments, "--stack", stack.project.stack],
        cwd=stack.project.folder,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_a_secret_works_inside_a_handler(stack):
    """The handler has it in clear, also once a killed simulator is back."""
    assert ask(stack, "let me in") == "go away"
    assert ask(stack, SECRET) == "welcome"

    kill(stack.processes)
    stack.project.up()
    assert ask(stack, SECRET) == "welcome"


def test_a_secret_is_found_nowhere(stack):
    """Not in files, state, processes, nor in what commands print; in no form."""
    assert ask(stack, "let me in") == "go away"
    assert_hidden(ask(stack, '{"action": "environment"}'), "a handler's environment")
    for file in stack.project.folder.rglob("*"):
        if file.is_file():
            assert_hidden(file.read_bytes(), file)
    for pid in stack.processes:
        for name in ("environ", "cmdline"):
            assert_hidden(Path(f"/proc/{pid}/{name}").read_bytes(), name)
    assert_hidden(stack.project.pulumi("stack", "export", "--stack", "dev"), "state")
    assert_hidden(wingws(stack, "explain"), "explain")

    stack.project.config_set("password", f"{SECRET}!", secret=True)
    assert_hidden(stack.project.preview("--diff").output, "preview")
    assert_hidden(stack.project.up("--diff").output, "up")


def test_what_is_searched_for_a_secret_is_there(stack):
    """The artifact, the state, the simulator's files, its logs."""
    assert ask(stack, "let me in") == "go away"
    names = {file.name for file in stack.project.folder.rglob("*") if file.is_file()}

    assert names >= {
        *("daemon.json", "daemon.log", "index.py", "Api-default.log"),
        *("explain.json", "dev.json"),
    }


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
