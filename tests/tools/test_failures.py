"""Each thing that a machine may lack is told in one sentence that says what to do."""

import sys

import pytest

pytestmark = pytest.mark.timeout(120)

NO_INDEX = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""}
"""What makes pip find no package, as it does without a network."""


def test_old_python(clone):
    """An interpreter older than 3.11 is named, and how to name another."""
    result = clone.python(
        "import runpy, sys; sys.version_info = (3, 8, 18, 'final', 0); "
        "runpy.run_path('tools/setup.py', run_name='__main__')"
    )

    assert result.returncode == 1
    assert result.stderr == (
        "Python 3.8 is too old: install Python 3.11 or newer, or name one that is "
        "there, as in `make up PYTHON=/path/to/python3.12`\n"
    )


def test_python_without_venv(clone, program):
    """A Python that can't make environments, as Debian's without python3-venv."""
    program("python-without-venv", "echo 'ensurepip is not available'; exit 1")

    result = clone.python(
        "import runpy, shutil, sys; "
        "sys.executable = shutil.which('python-without-venv'); "
        "runpy.run_path('tools/setup.py', run_name='__main__')"
    )

    assert result.returncode == 1
    assert "ensurepip is not available" in result.stderr
    assert "apt-get install python3" in result.stderr.splitlines()[-1]
    assert not (clone.root / ".venv").exists()


def test_no_package_index(clone):
    """pip without an index: check the network."""
    result = clone.setup("up", **NO_INDEX)

    assert result.returncode == 1
    assert "pip could not install the dependencies: check the network" in result.stderr
    assert "pip config list" in result.stderr.splitlines()[-1]


def test_unwritable_folder(clone):
    """A folder that can't be made is named."""
    (clone.root / ".wingws").write_text("a file where a folder should be")

    result = clone.setup("up")

    assert result.returncode == 1
    assert ".wingws: " in result.stderr
    assert "let this user write there" in result.stderr


def test_neither_pulumi_nor_go(clone):
    """Without Go the CLI can't be built: install Go or the CLI."""
    result = clone.python("import pulumi_cli; pulumi_cli.find_or_build()")

    assert "can't be reached: building the Pulumi CLI from Go modules" in result.stdout
    assert "neither the Pulumi CLI nor Go is on PATH: install Go 1." in result.stderr


def test_go_too_old(clone, program):
    """A Go that can't fetch a newer toolchain by itself is named with its version."""
    program("go", "echo go1.19.8; echo local")

    result = clone.python("import pulumi_cli; pulumi_cli.find_or_build()")

    assert "is go1.19.8, too old for the Pulumi CLI: install Go 1." in result.stderr


def test_no_module_proxy(clone, program):
    """A failing build is told with Go's own words, and leaves no half of a folder."""
    program("go", "case $1 in env) echo go1.99; echo local;; *) echo no; exit 1;; esac")

    result = clone.python("import pulumi_cli; pulumi_cli.find_or_build()")

    assert "Go could not build pulumi: check that the module proxy" in result.stderr
    cache = clone.root.parent / "cache" / "pulumi-wingws"
    assert [path.name for path in cache.iterdir()] == ["lock"]


def test_no_node_and_no_index(clone, program):
    """Node comes from PATH or from pip; without both, install Node."""
    program("node", "echo v16.20.0")
    python = clone.root / ".venv-test" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)

    result = clone.python(
        "import node, pathlib; node.install(pathlib.Path.cwd())", **NO_INDEX
    )

    assert "pip could not install Node.js: install Node 18 or newer" in result.stderr


@pytest.mark.parametrize(
    ("apt", "advice"),
    [
        (True, "run `sudo apt-get update && sudo apt-get install --yes"),
        (False, "put `chromium` on PATH"),
    ],
)
def test_no_chromium_and_no_root(clone, program, tmp_path, apt, advice):
    """Where root is needed for a package and there is none: the one line to run."""
    if apt:
        program("apt-get", "exit 1")

    result = clone.python(
        "import os, sys, pathlib, chromium; os.geteuid = lambda: 1000; "
        "chromium._PYTHON = pathlib.Path(sys.executable); chromium.find_or_install()",
        PLAYWRIGHT_BROWSERS_PATH=str(tmp_path / "browsers"),
    )

    assert "Playwright could not download Chromium" in result.stdout
    assert f"Chromium is needed for the browser tests: {advice}" in result.stderr


@pytest.mark.parametrize("apt", [True, False])
def test_no_java_and_no_root(clone, program, apt):
    """What holds the table store against AWS's needs two packages: the one line."""
    if apt:
        program("apt-get", "exit 1")

    result = clone.python(
        "import os, dynamodb_local; os.geteuid = lambda: 1000; "
        "dynamodb_local.find_or_install()"
    )

    assert "the tests of the table store need Java 17 and Maven: put" in result.stderr
    assert "sudo apt-get install --yes --no-install-recommends" in result.stderr
    assert "openjdk-17-jre-headless maven`" in result.stderr


@pytest.mark.parametrize(
    ("apt", "advice"),
    [
        (True, "run `sudo apt-get update && sudo apt-get install --yes"),
        (False, "put it on PATH"),
    ],
)
def test_no_tmux_and_no_root(clone, program, apt, advice):
    """What types into a terminal needs a package: the one line."""
    if apt:
        program("apt-get", "exit 1")

    result = clone.python(
        "import os, tmux; os.geteuid = lambda: 1000; tmux.find_or_install()"
    )

    assert f"tmux is needed for the tests of `wingws dev`: {advice}" in result.stderr


def test_maven_without_a_network(clone, program):
    """What to look at is said."""
    program("java", "exit 0")
    program("mvn", "exit 1")

    result = clone.python("import dynamodb_local; dynamodb_local.find_or_install()")

    assert "Maven could not fetch DynamoDB Local: check the network" in result.stderr
