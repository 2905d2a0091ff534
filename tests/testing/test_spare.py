"""The simulator's process that waits for the next app."""

import os
import signal

import pytest

from pulumi_wingws import SimulatorError
from pulumi_wingws.targets.simulator import Simulator
from pulumi_wingws.testing import App, spare
from pulumi_wingws.testing import app as app_of
from tests.testing.processes import await_children, await_ends
from tests.testing.programs_here import MINIMAL


@pytest.fixture
def waiting():
    """Return the pid of a spare."""
    spare.get_ready()
    yield spare._process.pid
    spare.end()


def echo(app):
    """What an app answers, and the pid of its simulator."""
    with app.connect() as client:
        client.send("hi")
        return client.receive(), app._deployment._simulator.pid()


def test_an_app_is_served_by_it(project, waiting):
    """And it is the app's from then on: it ends with it."""
    app = App(project(MINIMAL))
    try:
        assert echo(app) == ("hi", waiting)
    finally:
        app.close()
    await_ends([waiting])


def test_one_that_has_died_is_not_used(tmp_path, waiting):
    """A fresh one starts as well."""
    os.kill(waiting, signal.SIGKILL)
    await_ends([waiting])
    simulator = Simulator(tmp_path, "dev", spawn=spare.take)

    hello = simulator.start(None, None, options={})

    assert simulator.hello() == hello
    simulator.remove()


def test_the_plain_form_has_one_for_the_next_app(project):
    """From when an app is served; there is one, however many are asked for."""
    folder = project(MINIMAL)
    with app_of(folder):
        first = spare._process.pid
        spare.get_ready()
        assert spare._process.pid == first
    with app_of(folder, stack="other") as other:
        assert echo(other) == ("hi", first)
    spare.end()


def test_its_end(waiting):
    """Leaves nothing of what it has started, and may come twice."""
    family = [waiting, *await_children(waiting)]

    spare.end()
    spare.end()

    await_ends(family)


def test_what_is_wrong_is_told_as_by_a_fresh_one(tmp_path, waiting):
    """When it does not start with what it is told."""
    simulator = Simulator(tmp_path, "dev", spawn=spare.take)

    with pytest.raises(SimulatorError, match="option 'speed' is unknown; expected"):
        simulator.start(None, None, options={"speed": 2})

    await_ends([waiting])
    log = tmp_path / ".wingws" / "stacks" / "dev" / "daemon.log"
    assert "OptionsError: option 'speed'" in log.read_text()


def test_one_that_dies_of_what_it_is_told(tmp_path, waiting):
    """Is an error with the last line of its log, as a fresh one is."""
    simulator = Simulator(tmp_path, "dev", spawn=spare.take)
    tables = tmp_path / ".wingws" / "stacks" / "dev" / "tables"
    tables.mkdir(parents=True)
    (tables / "tables.sqlite3").write_text("no database")

    with pytest.raises(SimulatorError, match=r"did not start: .*StoreDamaged"):
        simulator.start(None, None, options={})

    await_ends([waiting])
