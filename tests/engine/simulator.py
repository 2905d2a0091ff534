"""What tests ask of a stack's simulator, from outside."""

import json
import os
import shlex
import socket
import subprocess
import sys
from pathlib import Path

import boto3
from websockets.sync.client import connect

ROOT = Path(__file__).resolve().parent.parent.parent

WINGWS = (sys.executable, "-m", "pulumi_wingws.cli")

#: The program of the README and of the repository's root.
CHAT = (ROOT / "__main__.py").read_text()


class Stack:
    """A stack on target sim, made by a `Project`."""

    def __init__(self, project):
        self.project = project
        self.folder = project.folder / ".wingws" / "stacks" / project.stack

    @property
    def daemon(self):
        """The content of daemon.json."""
        return json.loads((self.folder / "daemon.json").read_text())

    @property
    def processes(self):
        """Pids of the daemon and of everything that it started."""
        pids = {
            int(entry.name)
            for entry in Path("/proc").iterdir()
            if entry.name.isdigit() and self._names_this_stack(entry)
        }
        return pids | {child for pid in pids for child in _descendants(pid)}

    def _names_this_stack(self, entry):
        try:
            arguments = (entry / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            return False
        if "wingws_simulator" not in arguments:
            return False
        argument = arguments[arguments.index("wingws_simulator") + 1]
        if not argument:  # it has read its settings, or waits for them: not for an `up`
            return False
        settings = json.loads(argument)
        place = (str(self.project.folder), self.project.stack)
        return (settings["root"], settings["stack"]) == place

    @property
    def ports(self):
        """The ports in the stack's state: its simulator's and its APIs'."""
        return {
            int(resource["outputs"]["port"])
            for resource in self.project.resources
            if "port" in resource.get("outputs", {})
        }

    def chats(self):
        """Say whether two new clients of the chat both hear what one says."""
        url = self.project.outputs["url"]
        with connect(url) as one, connect(url) as other:
            one.send("hello")
            return [each.recv(timeout=10) for each in (one, other)] == ["hello"] * 2

    def wingws(self, command, *arguments):
        """What a command of `wingws` prints about this stack."""
        return subprocess.run(
            [*WINGWS, command, "--stack", self.project.stack, *arguments],
            cwd=self.project.folder,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def environment(self):
        """What `wingws env` prints, as a dict."""
        words = shlex.split(self.wingws("env"))
        return dict(word.split("=", 1) for word in words if word != "export")

    def client(self, service, **options):
        """A stock boto3 client with the credentials of `wingws env`."""
        environment = self.environment()
        variable = f"AWS_ENDPOINT_URL_{service.upper()}"
        if variable in environment:
            options["endpoint_url"] = environment[variable]
        return boto3.client(
            service,
            region_name=environment["AWS_REGION"],
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
            **options,
        )

    def rows(self):
        """All rows of the stack's only table."""
        dynamodb = self.client("dynamodb")
        (name,) = dynamodb.list_tables()["TableNames"]
        return dynamodb.scan(TableName=name)["Items"]

    def log(self, function):
        """What a handler printed so far."""
        return (self.folder / "logs" / f"{function}.log").read_text()


def _descendants(pid):
    children = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        pids = [int(text) for text in children.read_text().split()]
    except OSError:
        return []
    return pids + [child for each in pids for child in _descendants(each)]


def is_running(pid):
    """Say whether a process exists and is no zombie."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return status != "Z"


def has_listener(port):
    """Say whether anybody listens on a loopback port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def kill(pids):
    """Kill processes with SIGKILL and wait until they are gone."""
    for pid in pids:
        os.kill(pid, 9)
    while any(is_running(pid) for pid in pids):
        os.sched_yield()
