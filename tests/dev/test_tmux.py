"""A day with `wingws dev`, typed into the terminals of tmux and read off them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from websockets.sync.client import connect

from tests.dev.pane import Tmux
from tests.dev.session import GOES_ON, WINGWS, Dev

URL = re.compile(r"ws://127\.0\.0\.1:\d+/\w+$", re.M)
APPLIED = re.compile(r"applied in [\d.]+ s: (.*) changed$", re.M)
SAYS = 'chat.send_message(item["connectionId"], body)'


@pytest.fixture
def tmux(tmp_path, environment):
    """A tmux in which `wingws` is on PATH, as in an activated environment."""
    path = f"{Path(sys.executable).parent}:{environment['PATH']}"
    settings = {"PATH": path, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    tmux = Tmux(tmp_path / "tmux", environment | settings)
    yield tmux
    tmux.close()


@pytest.fixture
def projects(tmp_path, environment):
    """Two projects, as `wingws new chat` writes them."""
    made = []
    for name in ("one", "other"):
        folder = tmp_path / name
        folder.mkdir()
        subprocess.run(
            [*WINGWS, "new", "chat"], cwd=folder, env=environment, check=True
        )
        made.append(Dev(folder / "chat", environment))
    yield made
    for project in made:
        project.end()


def echo(client, text):
    """Send a text; return what comes back."""
    client.send(text)
    return client.recv(timeout=10)


def read_url(pane):
    """Wait until a pane's `wingws dev` serves; return the URL."""
    url = pane.read(URL)[0]
    pane.read(APPLIED)
    return url


@pytest.mark.timeout(180)
def test_start_edit_break_mend_quit(tmux, projects):
    """Two at once, each with its own port; a third has to wait; nothing stays."""
    one, other = projects
    panes = [tmux.open("one"), tmux.open("other")]
    for pane, project in zip(panes, projects, strict=True):
        pane.type(f"cd {project.folder}")
        pane.type("wingws dev")
    urls = [read_url(pane) for pane in panes]
    assert urls[0] != urls[1]

    with connect(urls[0]) as client, connect(urls[1]) as neighbour:
        assert echo(client, "started") == "started"

        one.edit(SAYS, SAYS.replace("body", "body.upper()"))
        assert panes[0].read(APPLIED, times=2)[1] == "MyWebSocket-default"
        assert echo(client, "edited") == "EDITED"

        one.edit("body.upper())", "body.upper(")
        panes[0].read(re.compile(r"error: __main__\.py:\d+:\d+: SyntaxError: "))
        panes[0].read(re.compile(GOES_ON))
        assert echo(client, "broken") == "BROKEN"

        one.edit("body.upper(", "body.title())")
        panes[0].read(APPLIED, times=3)
        assert echo(client, "mended") == "Mended"

        third = tmux.open("third")
        third.type(f"cd {one.folder}")
        third.type("wingws dev")
        third.read(re.compile(r"'dev' is served by another `wingws dev`"))
        third.wait_for_shell()
        third.type("exit")

        quit_dev(panes[0], one)
        assert echo(neighbour, "still there") == "still there"
    quit_dev(panes[1], other)


def quit_dev(pane, project):
    """Press Ctrl-C; the shell is all that has to do with the project then."""
    pane.press("C-c")
    pane.read(re.compile(r"stopping$", re.M))
    pane.wait_for_shell()
    pane.type("echo ended with $?, shell $$.")
    [shell] = pane.read(re.compile(r"ended with 0, shell (\d+)\.$", re.M)).groups()
    assert project.processes() == {int(shell)}
