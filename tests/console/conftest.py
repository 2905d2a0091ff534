"""A deployed program, a browser, and the console open in it."""

import chromium as chromium_tool
import pytest
from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM_OPTIONS
from tests.console.program import PROGRAM
from tests.console.shown import Shown
from tests.engine.project import Project
from tests.engine.simulator import Stack


@pytest.fixture(scope="package")
def stack(tmp_path_factory, pulumi_cli):
    """The program, put up by the real CLI once for all tests of this folder."""
    folder = tmp_path_factory.mktemp("console") / "project"
    project = Project(folder, pulumi_cli, program=PROGRAM)
    project.config_set("target", "sim")
    project.up()
    yield Stack(project)
    project.destroy()


@pytest.fixture(scope="module")
def browser():
    """A running headless Chromium, one for each module; see `tests/conftest.py`."""
    executable = chromium_tool.find_or_install()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            # Names of strangers that lead to this machine, as rebound ones would.
            args=(*CHROMIUM_OPTIONS, "--host-resolver-rules=MAP *.example 127.0.0.1"),
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def console_tab(browser):
    """A tab that the console is opened in anew by each test: another one costs more."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def shown(stack, console_tab, tmp_path):
    """The console, at a desktop's size."""
    shown = Shown(stack, console_tab, tmp_path)
    yield shown
    shown.close()
