"""`wingws doctor`: what is wrong, and the command that mends it."""

import json
import os
import shutil
import signal
import socket
import sys
import time

import pytest

INSTALLER = "curl -fsSL https://get.pulumi.com | sh"


@pytest.fixture(autouse=True)
def with_the_cli(shell, pulumi_cli):
    """The Pulumi CLI is on PATH, logged in to the project's folder."""
    shell.environment |= {
        name: value
        for name, value in pulumi_cli.items()
        if name == "PATH" or name.startswith("PULUMI_")
    }
    shell.environment["PULUMI_BACKEND_URL"] = shell.folder.as_uri()


def findings(shell, *arguments):
    """Return what it finds, by what it looked at, and the exit status."""
    done = shell.run("doctor", "--json", *arguments)
    found = {}
    for each in json.loads(done.stdout)["findings"]:
        found.setdefault(each["check"], []).append(each)
    return found, done.returncode


def wrong(shell, *arguments):
    """Return what is wrong, as (check, text, mend); all else is not."""
    found, status = findings(shell, *arguments)
    named = [each for group in found.values() for each in group if not each["ok"]]
    assert status == (1 if named else 0)
    return [(each["check"], each["text"], each["mend"]) for each in named]


def test_nothing_is_wrong(shell, daemon):
    """Each thing that was looked at has a line."""
    done = shell.run("doctor")

    lines = done.stdout.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        *("ok    python", "ok    platform", "ok    pulumi", "ok    packages"),
        *("ok    folder", "ok    clock", "ok    project"),
        *("ok    stack dev", "ok    stack dev"),
    ]
    assert lines[-1].endswith(f"its simulator runs on port {daemon.port}")
    assert done.returncode == 0


def test_the_mend_stands_below(shell, at_terminal):
    """On a terminal with colours."""
    (shell.folder / "Pulumi.dev.yaml").write_text("config:\n  chat:target: moon\n")

    assert shell.run("doctor").stdout.splitlines()[-2:] == [
        "wrong stack dev: target 'moon' is unknown; expected aws or sim",
        "      pulumi config set target sim --stack dev",
    ]
    terminal = at_terminal("doctor")
    terminal.read_to("\x1b[1;31mwrong ")
    terminal.read_to("\x1b[1mpulumi config set target sim --stack dev")
    assert terminal.process.wait() == 1


def test_no_cli(shell):
    """The Pulumi CLI is not on PATH."""
    shell.environment["PATH"] = "/nowhere"

    assert wrong(shell) == [("pulumi", "the Pulumi CLI is not on PATH", INSTALLER)]


@pytest.mark.parametrize(
    ("says", "text"),
    [
        ("v3.100.0", "is 3.100.0, not <4,>=3.237"),
        ("v4.0.0", "is 4.0.0, not <4,>=3.237"),
        ("no version", "is broken, not <4,>=3.237"),
        ("v3.259.0", "is on PATH without pulumi-language-python, pulumi-resource-"),
    ],
)
def test_a_cli_that_will_not_do(shell, says, text, tmp_path):
    """It is too old, too new, no CLI, or alone."""
    program = tmp_path / "bin" / "pulumi"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho {says}\n")
    program.chmod(0o755)
    shell.environment["PATH"] = f"{program.parent}:/bin"

    ((check, told, mend),) = wrong(shell)
    assert (check, mend) == ("pulumi", INSTALLER)
    assert told.startswith(f"{program} {text}")


def test_a_package_of_another_version(shell, tmp_path):
    """Whoever forced it reads what would do."""
    info = tmp_path / "old" / "h11-0.9.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: h11\nVersion: 0.9\n")
    shell.environment["PYTHONPATH"] = str(info.parent)

    assert wrong(shell) == [
        (
            "packages",
            "of no version that will do: h11 0.9",
            f"{sys.executable} -m pip install 'h11<1,>=0.14'",
        )
    ]


def test_a_folder_that_cannot_be_written(shell):
    """A file is in its place."""
    folder = shell.folder / ".wingws"
    folder.write_text("")

    assert wrong(shell) == [("folder", f"{folder} is no folder", f"rm {folder}")]


def test_a_clock_that_is_late(shell):
    """Files of the project are of the future."""
    later = time.time() + 86400
    os.utime(shell.folder / "Pulumi.yaml", (later, later))

    ((check, text, mend),) = wrong(shell)
    assert (check, mend) == ("clock", "sudo timedatectl set-ntp true")
    assert text.endswith(
        time.strftime("a file of the project is of %F %T UTC", time.gmtime(later))
    )


def test_no_project(shell):
    """There is no Pulumi.yaml in the folder nor above it."""
    (shell.folder / "Pulumi.yaml").unlink()

    ((check, text, mend),) = wrong(shell)
    assert (check, mend) == ("project", "wingws new chat")
    assert text.startswith(f"there is no Pulumi.yaml in {shell.folder} or above")


def test_a_project_of_another_language(shell):
    """It is told what is expected, and where."""
    file = shell.folder / "Pulumi.yaml"
    file.write_text("name: chat\nruntime: nodejs\n")

    ((check, text, mend),) = wrong(shell)
    assert (check, mend) == ("project", f"edit {file}")
    assert text.endswith("expected a name and the runtime python")


def test_no_stack(shell):
    """A project without one; or without the one that is named."""
    (shell.folder / "Pulumi.dev.yaml").unlink()

    assert wrong(shell) == [("stacks", "there is none", "pulumi stack init dev")]
    assert wrong(shell, "--stack", "prod")[1:] == [
        ("stack prod", "unknown; there are: none", "pulumi stack init prod")
    ]


@pytest.mark.parametrize(
    ("project", "stack", "text"),
    [
        ("", "config: {}", "its target is aws"),
        ("", "config: {wingws:target: sim}", "its target is sim"),
        ("config: {target: sim}", "", "its target is sim"),
        ("config: {chat:target: {default: sim}}", "", "its target is sim"),
        ("config: {target: {value: aws}}", "config: {chat:target: sim}", "sim"),
        ("stackConfigDir: stacks", "config: {chat:target: aws}", "its target is sim"),
    ],
)
def test_where_the_target_is_set(shell, project, stack, text):
    """In the stack's file, or for all stacks in the project's; else it is aws."""
    (shell.folder / "Pulumi.yaml").write_text(
        f"name: chat\nruntime: python\n{project}\n"
    )
    (shell.folder / "Pulumi.dev.yaml").write_text(stack)
    folder = shell.folder / "stacks"
    folder.mkdir()
    (folder / "Pulumi.dev.yaml").write_text("config: {chat:target: sim}")

    found, _ = findings(shell)
    assert found["stack dev"][0]["text"].endswith(text)


def test_files_of_another_kind(shell):
    """Pulumi takes .yml and JSON as well."""
    for name in ("Pulumi", "Pulumi.dev"):
        file = shell.folder / f"{name}.yaml"
        file.rename(file.with_suffix(".yml"))

    found, _ = findings(shell)
    assert found["stack dev"][0]["text"] == "its target is sim"


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ("config: {chat:target: sim, wingws:target: aws}", "set only one of them"),
        ("config: [", "Pulumi.dev.yaml cannot be read: "),
    ],
)
def test_settings_that_will_not_do(shell, settings, text):
    """Two targets, or no YAML."""
    (shell.folder / "Pulumi.dev.yaml").write_text(settings)

    ((check, told, mend),) = wrong(shell)
    assert (check, mend) == ("stack dev", "pulumi config set target sim --stack dev")
    assert text in told


def test_the_package_for_aws(shell, tmp_path):
    """A stack on AWS needs an extra, which these tests have."""
    (shell.folder / "Pulumi.dev.yaml").write_text("config: {chat:target: aws}")
    assert wrong(shell) == []

    hide = "import sys\nsys.modules['pulumi_aws'] = None\n"
    (tmp_path / "sitecustomize.py").write_text(hide)
    shell.environment["PYTHONPATH"] = str(tmp_path)
    text = "its target needs pulumi-aws, which is not installed"
    mend = f"{sys.executable} -m pip install 'pulumi-wingws[aws]'"
    assert wrong(shell) == [("stack dev", text, mend)]


def test_a_simulator_that_was_killed(shell, daemon):
    """One that was stopped is none to worry about."""
    os.kill(daemon.process.pid, signal.SIGKILL)
    daemon.process.wait()
    text = "its simulator was killed; `pulumi up` starts it, with its tables' rows"
    assert wrong(shell) == [("stack dev", text, "pulumi up --stack dev")]

    assert "error" not in daemon.start()
    assert shell.run("stop").returncode == 0
    assert wrong(shell) == []


def test_a_simulator_of_another_version(shell, daemon):
    """`pulumi up` starts it anew."""
    daemon.stop()
    daemon.settings["version"] = "0.0.1"
    daemon.start()

    ((_, text, mend),) = wrong(shell)
    assert text.startswith("the simulator of stack 'dev' is of version 0.0.1 on Python")
    assert mend == "pulumi up --stack dev"


def test_a_simulator_that_hangs(shell, daemon):
    """Its process is there and says nothing."""
    os.kill(daemon.process.pid, signal.SIGSTOP)
    told = wrong(shell)
    os.kill(daemon.process.pid, signal.SIGCONT)

    mend = f"kill -9 {daemon.process.pid}; pulumi up --stack dev"
    text = "its simulator is there and does not answer"
    assert told == [("stack dev", text, mend)]


def test_a_port_that_another_has(shell, daemon):
    """While the simulator is not there to hold it."""
    port = daemon.port
    daemon.stop()
    with socket.create_server(("127.0.0.1", port)):
        told = wrong(shell)

    mend = f"kill $(lsof -t -i tcp:{port} -s tcp:listen)"
    assert told == [("stack dev", f"another process has its port {port}", mend)]


def test_it_leaves_nothing(shell):
    """What it tries, it removes."""
    before = sorted(shell.folder.rglob("*"))
    shell.run("doctor")

    assert sorted(shell.folder.rglob("*")) == before
    assert shutil.which("pulumi", path=shell.environment["PATH"])
