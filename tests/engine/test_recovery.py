"""What kills, races, moves and upgrades leave, and what the next `pulumi up` mends."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import version as package_version
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.engine.simulator import CHAT, ROOT, Stack, has_listener, is_running, kill

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

#: Of somebody who left: a connection id of the right shape.
ROW = {"connectionId": {"S": "uG2rtlx7Kj8CP_Q="}}

#: The chat, stopped where the table is there and no handler is.
HALF_DONE = f"""{CHAT}
import signal
connections.table_name.apply(lambda name: signal.pause())
"""

#: Listens on a port of 127.0.0.1 until it is killed.
LISTENER = """
import signal, socket, sys
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("listening", flush=True)
signal.pause()
"""

#: Gives the package another version, in every process of a command of the CLI.
UPGRADE = """
import importlib.metadata as metadata
original = metadata.version
metadata.version = lambda name: "9.9" if name == "pulumi-wingws" else original(name)
"""


@pytest.fixture
def project(make_project):
    """A project with the chat, not yet up."""
    project = make_project(CHAT)
    project.config_set("target", "sim")
    return project


@pytest.fixture
def chat(project):
    """The running chat, with a row in its table."""
    project.up()
    stack = Stack(project)
    add_row(stack)
    return stack


def add_row(stack):
    dynamodb = stack.client("dynamodb")
    (table,) = dynamodb.list_tables()["TableNames"]
    dynamodb.put_item(TableName=table, Item=ROW)


def types_in_state(project):
    """Last parts of the types of the resources that Pulumi has written down."""
    file = project.folder / ".pulumi" / "stacks" / "chat" / f"{project.stack}.json"
    try:
        deployment = json.loads(file.read_text())["checkpoint"]["latest"]
    except ValueError:  # being written
        return set()
    resources = (deployment or {}).get("resources", [])
    return {resource["type"].rpartition(":")[2] for resource in resources}


@contextlib.contextmanager
def listening(port):
    """Have another process listen on a port; gives its pid."""
    command = [sys.executable, "-c", LISTENER, str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as listener:
        try:
            assert listener.stdout.readline() == b"listening\n"
            yield listener.pid
        finally:
            listener.kill()


def refusal(result):
    """The one line that a SimulatorError becomes; no traceback is around it."""
    lines = "\n".join(result.diagnostics).strip().splitlines()
    (sentence,) = (line for line in lines if "SimulatorError: " in line)
    assert not any(line.startswith(("Traceback", "  File")) for line in lines)
    return sentence


def kill_command(process):
    """Kill a command of the CLI with all that it started, but not the simulator."""
    kill(
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and session_of(entry) == process.pid
    )
    process.communicate()


def session_of(entry):
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[3])
    except OSError:
        return None


def left_behind(stack, pids, ports):
    """What destroy should have removed."""
    return [
        *(pid for pid in pids if is_running(pid)),
        *(port for port in ports if has_listener(port)),
        *stack.project.folder.glob(".wingws/**/*"),
    ]


def install_wheel(folder, *, version):
    """Build the package with another version and return a venv that has it."""
    source, venv = folder / "source", folder / "venv"
    for name in ("pulumi_wingws", "lambda_src", "simulator"):
        shutil.copytree(ROOT / name, source / name)
    for name in ("README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    settings = (ROOT / "pyproject.toml").read_text()
    own = f'version = "{package_version("pulumi-wingws")}"'
    assert own in settings
    changed = settings.replace(own, f'version = "{version}"')
    (source / "pyproject.toml").write_text(changed)
    run("-m", "venv", "--without-pip", venv)
    packages = next(venv.glob("lib/python*/site-packages"))
    run("-m", "pip", "install", "--quiet", "--no-deps", "--target", packages, source)
    # The rest comes from here, after the package itself.
    (packages / "rest.pth").write_text(sysconfig.get_path("purelib"))
    return venv


def run(*arguments):
    subprocess.run([sys.executable, *map(str, arguments)], check=True)


def test_up_revives_a_killed_simulator(chat):
    """It is back on its ports with the table's rows, and preview says so."""
    url, port = chat.project.outputs["url"], chat.daemon["port"]
    kill(chat.processes)

    sentence = (
        f"simulator of stack 'dev' is not running; `up` starts it anew on port {port}"
    )
    assert sentence in chat.project.preview().output
    result = chat.project.up()

    assert {step.op for step in result.changed()} == {"update"}
    assert (chat.project.outputs["url"], chat.daemon["port"]) == (url, port)
    assert ROW in chat.rows()
    assert chat.chats()
    assert "Traceback" not in result.output


def test_up_after_refresh_revives_a_killed_simulator(chat):
    """Refresh neither forgets resources nor stops the next `up` from mending."""
    url = chat.project.outputs["url"]
    kill(chat.processes)

    chat.project.refresh()
    chat.project.up()

    assert chat.project.outputs["url"] == url
    assert ROW in chat.rows()
    assert chat.chats()
    assert set(chat.project.up().changes) == {"same"}


def test_up_mends_a_killed_up(project):
    """After `pulumi cancel`, which the CLI asks for, it ends what was begun."""
    project.write(HALF_DONE)
    process = project.start("up", "--yes", "--skip-preview", "--stack", "dev")
    # A killed CLI may leave half a state file, which only Pulumi could mend: wait until
    # it has written down all that the program has asked for.
    while not {"Api", "Table"} <= types_in_state(project):
        os.sched_yield()
    kill_command(process)
    project.write(CHAT)

    assert "pulumi cancel" in project.up(fails=True).output
    project.pulumi("cancel", "--yes", "--stack", "dev")
    project.up()

    assert Stack(project).chats()
    assert set(project.up().changes) == {"same"}


def test_two_ups_at_once(project):
    """Pulumi lets at most one of them do it, and the next `up` ends it."""
    command = ("up", "--yes", "--skip-preview", "--stack", "dev")
    both = [project.start(*command) for _ in range(2)]
    outputs = [process.communicate()[0] for process in both]

    for process, output in zip(both, outputs, strict=True):
        assert process.returncode == 0 or "currently locked" in output
    project.up()
    assert Stack(project).chats()


def test_up_in_a_moved_folder(chat):
    """The simulator moves along, with ports and rows; the old place stays empty."""
    project, url, old = chat.project, chat.project.outputs["url"], chat.processes
    old_place = project.folder
    with connect(url) as client:
        old_place.rename(old_place.with_name("moved"))
        project.folder = old_place.with_name("moved")
        moved = Stack(project)
        assert "`up` starts it anew on port" in project.up().output
        with pytest.raises(ConnectionClosed, match="1001"):
            client.recv(timeout=10)

    assert not any(is_running(pid) for pid in old)
    assert not old_place.exists()
    assert project.outputs["url"] == url
    assert ROW in moved.rows()
    assert moved.chats()


def test_a_copied_folder_leaves_the_original_alone(chat):
    """There `up` fails with a sentence, and `destroy` removes the copy's files only."""
    processes, place = chat.processes, chat.project.folder
    there = chat.project.at(place.with_name("copy"))
    shutil.copytree(place, there.folder)

    sentence = refusal(there.up(fails=True))
    holder = f"process {min(processes)} (the simulator of stack 'dev' in {place})"
    assert f"is taken by {holder}" in sentence
    there.destroy()

    assert not (there.folder / ".wingws").exists()
    assert chat.processes >= processes
    assert ROW in chat.rows()
    assert chat.chats()


def test_up_restarts_the_simulator_of_another_version(chat, tmp_path):
    """Clients are told to go away; ports and rows stay."""
    (tmp_path / "sitecustomize.py").write_text(UPGRADE)
    upgraded = {"PYTHONPATH": str(tmp_path)}
    url, port, old = chat.project.outputs["url"], chat.daemon["port"], chat.processes

    with connect(url) as client:
        output = chat.project.preview(environment=upgraded).output
        assert f"`up` starts it anew on port {port}" in output
        chat.project.up(environment=upgraded)
        with pytest.raises(ConnectionClosed, match="1001"):
            client.recv(timeout=10)

    assert not any(is_running(pid) for pid in old)
    assert chat.daemon["version"] == "9.9"
    assert (chat.project.outputs["url"], chat.daemon["port"]) == (url, port)
    assert ROW in chat.rows()
    assert chat.chats()


@pytest.mark.parametrize("whose", ["simulator", "api"])
def test_a_port_taken_meanwhile(chat, whose):
    """The error ends in a sentence that names who has it; without that, `up` mends."""
    own = chat.daemon["port"]
    port = own if whose == "simulator" else (chat.ports - {own}).pop()
    kill(chat.processes)
    with listening(port) as pid:
        sentence = refusal(chat.project.up(fails=True))

    assert f"port {port} of " in sentence
    assert f"is taken by process {pid} (" in sentence
    chat.project.up()
    assert ROW in chat.rows()
    assert chat.chats()


def test_up_after_the_files_were_removed(chat):
    """The old simulator ends by itself, and a new one gets its ports at once."""
    url, old = chat.project.outputs["url"], chat.processes
    shutil.rmtree(chat.project.folder / ".wingws")

    chat.project.up()

    assert not any(is_running(pid) for pid in old)
    assert chat.project.outputs["url"] == url
    assert chat.rows() == []
    assert chat.chats()


@pytest.mark.parametrize("type_", ["Api", "Stage"])
def test_a_forced_replacement_works_at_once(chat, type_):
    """The old one goes before the new one comes: they have the same name and port."""
    urn = next(
        resource["urn"]
        for resource in chat.project.resources
        if resource["type"] == f"pulumi-python:dynamic/wingws:{type_}"
    )
    assert chat.project.up("--replace", urn).changes["replace"] == 1

    assert chat.chats()


def test_a_renamed_stack_is_refused(chat):
    """Its simulator and its rows have the old name; renamed back, all is well."""
    project = chat.project
    project.pulumi("stack", "rename", "--stack", "dev", "new")
    project.stack = "new"

    (problem,) = project.up(fails=True).diagnostics
    assert "stack 'dev' was renamed to 'new'" in problem

    project.pulumi("stack", "rename", "--stack", "new", "dev")
    project.stack = "dev"
    assert set(project.up().changes) == {"same"}


@pytest.mark.parametrize("is_killed", [False, True], ids=["running", "killed"])
def test_destroy_leaves_nothing(chat, is_killed):
    """No process, no port, no file of the stack."""
    ports, processes = chat.ports, chat.processes
    assert len(ports) == 2
    if is_killed:
        kill(processes)

    result = chat.project.destroy()

    assert left_behind(chat, processes, ports) == []
    assert "warning" not in result.output


def test_destroy_says_goodbye(project, tmp_path):
    """Open connections get $disconnect, with its handlers still there, and 1001."""
    note = tmp_path / "note"
    goodbye = f'open({str(note)!r}, "w").write("goodbye")\n    connections.delete_item'
    project.write(CHAT.replace("connections.delete_item", goodbye))
    project.up()

    with connect(project.outputs["url"]) as client:
        project.destroy()
        with pytest.raises(ConnectionClosed, match="1001"):
            client.recv(timeout=10)
    assert note.read_text() == "goodbye"


def test_destroy_of_what_an_earlier_wheel_made(project, tmp_path):
    """The provider's class and the verbs to stop a simulator stay what they are."""
    earlier = install_wheel(tmp_path, version="0.0.1")
    path = os.pathsep.join([str(earlier / "bin"), project.path])
    project.up(environment={"PATH": path})
    stack = Stack(project)
    assert stack.daemon["version"] == "0.0.1"
    ports, processes = stack.ports, stack.processes

    project.destroy()

    assert left_behind(stack, processes, ports) == []
