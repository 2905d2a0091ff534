"""Projects under test, and apps that serve them; pytest itself is run on some."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pulumi_wingws.testing import App

PROGRAMS = Path(__file__).parent / "programs"


def write_project(folder, program, **files):
    """Write a project; a file's name has __ for its dot."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Pulumi.yaml").write_text("name: chat\nruntime: python\n")
    (folder / "__main__.py").write_text(program)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    return folder


@pytest.fixture(scope="session")
def the_folder(tmp_path_factory):
    """Return a project whose program has a bit of everything."""
    folder = tmp_path_factory.mktemp("project") / "chat"
    write_project(
        folder,
        (PROGRAMS / "everything.py").read_text(),
        helpers__py=(PROGRAMS / "helpers.py").read_text(),
    )
    (folder / "Pulumi.test.yaml").write_text("config:\n  chat:greeting: hello\n")
    return folder


@pytest.fixture(scope="session")
def the_app(the_folder):
    """Return the app of that project."""
    app = App(the_folder, config={"limit": 3})
    yield app
    app.close()


@pytest.fixture
def app(the_app):
    """Return that app, as if just started."""
    yield the_app
    the_app.reset()


@pytest.fixture
def project(tmp_path):
    """Write projects below the test's folder."""

    def write(program, **files):
        return write_project(tmp_path / "chat", program, **files)

    return write


@pytest.fixture
def environment():
    """Return an environment in which pytest has our plugin, whatever is installed."""
    return {
        **os.environ,
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


@pytest.fixture
def run_pytest(environment):
    """Run pytest in a folder, and return what it has printed."""

    def run(folder, *arguments, status=0):
        done = subprocess.run(
            command(*arguments),
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
        )
        output = done.stdout + done.stderr
        assert done.returncode == status, output
        return output

    return run


def command(*arguments):
    """Return the command that runs pytest with our plugin, and no other."""
    plugin = ("-p", "pulumi_wingws.testing.plugin", "-p", "no:cacheprovider")
    return [sys.executable, "-m", "pytest", "-W", "error", *plugin, *arguments]
