"""What tests share: the real Pulumi CLI, projects for it, Chromium, Node clients."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import chromium as chromium_tool
import node as node_tool
import pulumi_cli as pulumi_tool
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.clients.node_client import NodeClient
from tests.engine.project import Project

ROOT = Path(__file__).resolve().parent.parent

# Who runs tests in the background of a shell ignores Ctrl-C, and so would all that they
# start, also where a test presses it.
signal.signal(signal.SIGINT, signal.default_int_handler)

CHROMIUM_OPTIONS = (
    "--no-sandbox",  # root in a container has no user namespace to sandbox with
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def pulumi_cli(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return an environment with the CLI on PATH and nothing of the user's Pulumi.

    Its PULUMI_HOME is a folder of the session, so no test can touch a user's login.
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PULUMI_", "AWS_"))
    }
    folders = (Path(sys.executable).parent, pulumi_tool.find_or_build())
    path = os.pathsep.join([*map(str, folders), os.environ["PATH"]])
    return environment | {
        "PATH": path,
        "PULUMI_HOME": str(tmp_path_factory.mktemp("pulumi-home")),
        "PULUMI_CONFIG_PASSPHRASE": "for tests",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }


@pytest.fixture(scope="session")
def layer_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what stands for a user's cache, so that a package is fetched once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def make_project(
    tmp_path: Path, pulumi_cli: dict[str, str]
) -> Iterator[Callable[..., Project]]:
    """Return a maker of Pulumi projects, each destroyed when the test ends."""
    projects: list[Project] = []

    def make(program: str, *, folder: str = "project", **options: str) -> Project:
        project = Project(tmp_path / folder, pulumi_cli, program=program, **options)
        projects.append(project)
        return project

    yield make
    for project in reversed(projects):
        project.destroy()


@pytest.fixture
def chromium() -> Iterator[Browser]:
    """Return a running headless Chromium.

    One for each test, which costs 0.8 s: Playwright keeps an event loop running in this
    thread for as long as it is started, and other tests call `asyncio.run`.
    """
    executable = chromium_tool.find_or_install()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=CHROMIUM_OPTIONS
        )
        yield browser
        browser.close()


@pytest.fixture
def node_ws() -> Iterator[Callable[..., NodeClient]]:
    """Return a connector of `ws` clients: `node_ws(url, *subprotocols)`."""
    node_tool.install(ROOT)
    clients: list[NodeClient] = []

    def connect(url: str, *subprotocols: str) -> NodeClient:
        client = NodeClient(node_tool.node(ROOT), url, *subprotocols)
        clients.append(client)
        return client

    yield connect
    for client in clients:
        client.close()
