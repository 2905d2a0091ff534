"""A daemon of a project, and `wingws` in that project's folder."""

import os
import pty
import subprocess
import sys
from importlib.metadata import version

import pytest

from tests.simulator.shell.running_daemon import RunningDaemon

ECHO = """
def handler(event, context):
    print("heard", event["body"])
    return {"statusCode": 200, "body": event["body"]}
"""


class Shell:
    """A shell in a folder."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("AWS_")},
            "AWS_EC2_METADATA_DISABLED": "true",
            "PROMPT_TOOLKIT_NO_CPR": "1",  # nobody answers where the cursor is
            "TERM": "xterm-256color",
        }

    def run(self, *arguments, **options):
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "pulumi_wingws.cli", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            **{"stdin": subprocess.DEVNULL, **options}
            if "input" not in options
            else options,
        )

    def start(self, *arguments, **options):
        """Start one, with pipes."""
        return subprocess.Popen(
            [sys.executable, "-m", "pulumi_wingws.cli", *arguments],
            cwd=self.folder,
            env=self.environment,
            **{
                "stdin": subprocess.PIPE,
                "stdout": subprocess.PIPE,
                "stderr": subprocess.PIPE,
                **options,
            },
        )


class Terminal:
    """A command at a terminal."""

    def __init__(self, shell, *arguments):
        self.master, terminal = pty.openpty()
        ends = {"stdin": terminal, "stdout": terminal, "stderr": terminal}
        self.process = shell.start(*arguments, **ends, start_new_session=True)
        os.close(terminal)
        self.output = ""

    def type(self, text):
        """Type text."""
        os.write(self.master, text.encode())

    def read_to(self, text):
        """Read until a text has come; return all that came before it since the last."""
        while text not in self.output:
            try:
                chunk = os.read(self.master, 4096)
            except OSError:  # Linux says so of the end
                chunk = b""
            assert chunk, f"{text!r} never came: {self.output!r}"
            self.output += chunk.decode()
        before, _, self.output = self.output.partition(text)
        return before

    def close(self):
        """End it, if it still runs."""
        self.process.kill()
        self.process.wait()
        os.close(self.master)


@pytest.fixture
def shell(tmp_path):
    """A shell in a folder with a project, of stack `dev` on target sim."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: chat\nruntime: python\n")
    (folder / "Pulumi.dev.yaml").write_text("config:\n  chat:target: sim\n")
    return Shell(folder)


@pytest.fixture
def daemon(shell):
    """The stack's simulator."""
    daemon = RunningDaemon(shell.folder, version=version("pulumi-wingws"))
    assert "error" not in daemon.start()
    yield daemon
    daemon.stop()


@pytest.fixture
def echo(daemon):
    """An API, `Echo`, that answers what it is told."""
    api = daemon.put_api("Echo")
    daemon.put_function(api, "Echo-default", "$default", code=ECHO)
    return f"ws://127.0.0.1:{api['port']}/prod"


@pytest.fixture
def at_terminal(shell):
    """Start a command at a terminal: `at_terminal("connect", url)`."""
    terminals = []

    def start(*arguments):
        terminals.append(Terminal(shell, *arguments))
        return terminals[-1]

    yield start
    for terminal in terminals:
        terminal.close()
