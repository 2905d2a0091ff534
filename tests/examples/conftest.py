"""An example, put up by the real CLI, and its page in browsers."""

import json
import shutil
import subprocess
import sys
import urllib.request
from contextlib import ExitStack

import chromium as chromium_tool
import pytest
from playwright.sync_api import expect, sync_playwright

from tests.conftest import CHROMIUM_OPTIONS
from tests.engine.project import Project
from tests.engine.simulator import ROOT, Stack

MINUTE = 60


class Example(Stack):
    """An example that runs; its programs run in its folder."""

    def __init__(self, project, variables):
        super().__init__(project)
        self._variables = variables
        self.outputs = project.outputs

    def run(self, *arguments):
        """Run a program of it, as its README says, until it ends."""
        subprocess.run([sys.executable, *arguments], **self._how(), check=True)

    def start(self, *arguments):
        """Start a program of it."""
        return subprocess.Popen([sys.executable, *arguments], **self._how())

    def _how(self):
        own = {"WINGWS": self.outputs["WINGWS"]}
        variables = {**self._variables, **self.environment(), **own}
        return {"cwd": self.project.folder, "env": variables}

    def advance(self, minutes):
        """Let the gateway's clock jump."""
        daemon = self.daemon
        request = urllib.request.Request(
            f"http://127.0.0.1:{daemon['port']}/admin/advance",
            json.dumps({"seconds": minutes * MINUTE}).encode(),
            {"Authorization": f"Bearer {daemon['token']}"},
        )
        with urllib.request.urlopen(request):
            pass

    def advance_and_reconnect(self, minutes, pages):
        """Let the clock jump; return when each page has a new socket that is open."""
        with ExitStack() as reconnects:
            for page in pages:
                reconnects.enter_context(page.expect_websocket())
            self.advance(minutes)
        for page in pages:
            expect(page.get_by_role("status")).to_have_text("open")


@pytest.fixture(scope="module")
def example(request, tmp_path_factory, pulumi_cli):
    """The example that a module names in `EXAMPLE`, running."""
    source = ROOT / "examples" / request.module.EXAMPLE
    program = (source / "__main__.py").read_text()
    folder = tmp_path_factory.mktemp("example") / "project"
    project = Project(folder, pulumi_cli, program=program)
    users = shutil.ignore_patterns(".*", "Pulumi*", "__pycache__")
    shutil.copytree(source, folder, ignore=users, dirs_exist_ok=True)
    project.config_set("target", "sim")
    project.up()
    yield Example(project, pulumi_cli)
    project.destroy()


@pytest.fixture(scope="module")
def chromium_browser():
    """A running headless Chromium, one for each module; see `tests/conftest.py`."""
    executable = chromium_tool.find_or_install()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=CHROMIUM_OPTIONS
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(example, chromium_browser):
    """Open the example's page in a browser of its own: `open_page()`.

    A page that complained of anything but a socket is no success.
    """
    contexts, problems = [], []

    def open_page(query="", *, context=None):
        if context is None:
            context = chromium_browser.new_context()
            context.set_default_timeout(10_000)
            contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        file = example.project.folder / "page.html"
        page.goto(f"{file.as_uri()}#{example.outputs['url']}{query}")
        expect(page.get_by_role("status")).to_have_text("open")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []
