"""A daemon without a project."""

import pytest

from tests.simulator.shell.running_daemon import RunningDaemon


@pytest.fixture
def daemon(tmp_path):
    """A running one."""
    daemon = RunningDaemon(tmp_path)
    assert "error" not in daemon.start()
    yield daemon
    daemon.stop()
