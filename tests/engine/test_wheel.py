"""The built wheel, installed elsewhere, does what the source tree does."""

import os
import re
import subprocess
import sys
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest
from websockets.sync.client import connect

from tests.engine.project import Project
from tests.engine.simulator import CHAT, ROOT, Stack

pytestmark = [pytest.mark.engine, pytest.mark.timeout(300)]

SOURCES = (
    ROOT / "pulumi_wingws",
    ROOT / "lambda_src" / "wingws_runtime",
    ROOT / "simulator" / "wingws_simulator",
)

PROGRAM = f"""{CHAT}
import pulumi_wingws
import wingws_runtime

pulumi.export("modules", [pulumi_wingws.__file__, wingws_runtime.__file__])
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built as for a release."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def virtualenv(wheel, tmp_path_factory):
    """A virtual environment with the wheel, and nothing that it does not ask for."""
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    quiet = ["--quiet", "--disable-pip-version-check"]
    for command in (
        [sys.executable, "-m", "venv", folder],
        [folder / "bin" / "python", "-m", "pip", "install", *quiet, wheel],
    ):
        subprocess.run(command, check=True, capture_output=True, cwd=folder.parent)
    return folder


@pytest.fixture
def project(virtualenv, pulumi_cli, tmp_path):
    """A project in another folder, run with that environment."""
    path = os.pathsep.join([str(virtualenv / "bin"), pulumi_cli["PATH"]])
    project = Project(
        tmp_path / "project", {**pulumi_cli, "PATH": path}, program=PROGRAM
    )
    yield project
    project.destroy()


def test_the_wheel_has_every_file_of_the_packages_and_no_other(wheel):
    """The console's pages and the type markers are in it, tests are not."""
    sources = {
        path.relative_to(source.parent).as_posix()
        for source in SOURCES
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        files = {name for name in archive.namelist() if ".dist-info/" not in name}

    assert files == sources
    assert {
        "pulumi_wingws/py.typed",
        "wingws_runtime/py.typed",
        "wingws_simulator/py.typed",
        "wingws_simulator/console/chat.html",
    } <= files


def test_the_metadata_says_what_is_needed(wheel):
    """What a user installs, and under which licence."""
    name = f"{wheel.name.removesuffix('-py3-none-any.whl')}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        metadata = HeaderParser().parsestr(archive.read(f"{name}/METADATA").decode())
        scripts = archive.read(f"{name}/entry_points.txt").decode()

    assert metadata["Name"] == "pulumi-wingws"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert metadata.get_all("Provides-Extra") == ["aws"]
    needed = metadata.get_all("Requires-Dist")
    assert {re.match(r"[\w-]+", text)[0] for text in needed if ";" not in text} == {
        "boto3",
        "cryptography",
        "h11",
        "packaging",
        "prompt-toolkit",
        "pulumi",
        "python-dotenv",
        "pyyaml",
        "rich",
        "shtab",
        "uvloop",
        "watchfiles",
        "websockets",
    }
    assert scripts.split() == [
        *("[console_scripts]", "wingws", "=", "pulumi_wingws.cli:main"),
        *("[pytest11]", "wingws", "=", "pulumi_wingws.testing.plugin"),
    ]


def test_an_installed_wheel_chats(project, virtualenv):
    """Program, daemon and command come from the environment, not the source tree."""
    project.config_set("target", "sim")
    project.up()
    chat = Stack(project)

    with connect(project.outputs["url"]) as one, connect(project.outputs["url"]) as two:
        one.send("hello")
        assert (one.recv(timeout=10), two.recv(timeout=10)) == ("hello", "hello")
        assert len(chat.rows()) == 2

    packages = virtualenv / "lib"
    assert all(
        Path(file).is_relative_to(packages) for file in project.outputs["modules"]
    )
    for pid in chat.processes:
        assert python_of(pid).parent == virtualenv / "bin"
        assert str(ROOT) not in Path(f"/proc/{pid}/maps").read_text()
    variables = subprocess.run(
        [virtualenv / "bin" / "wingws", "env"],
        cwd=project.folder,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "export AWS_ENDPOINT_URL_DYNAMODB=" in variables


def python_of(pid):
    """Return the interpreter that a process was started with."""
    return Path(Path(f"/proc/{pid}/cmdline").read_text().partition("\0")[0])


def test_target_aws_without_its_extra_says_what_to_run(project):
    """In one sentence, and no traceback."""
    project.config_set("target", "aws")
    result = project.preview(fails=True)

    assert "target 'aws' needs the AWS provider's package; " in result.diagnostics[0]
    assert "run `pip install 'pulumi-wingws[aws]'`" in result.diagnostics[0]
    assert "Traceback" not in result.output
