"""The lock that a killed `pulumi` leaves behind doesn't stop the next run."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

TOOLS = Path(__file__).resolve().parents[2] / "tools"
RELEASE = "import pathlib, stack_lock; stack_lock.release(pathlib.Path.cwd())"

WAITING = """
import os, pathlib, signal
pathlib.Path("processes").write_text(f"{os.getpid()} {os.getppid()}")
print("the program runs", flush=True)
signal.pause()
"""


def test_lock_of_a_killed_pulumi_is_removed(make_project):
    """After kill -9 in the middle of an update, the next one can start."""
    project = make_project(WAITING)
    with project.start("up", "--yes", "--skip-preview", "--stack", "dev") as pulumi:
        assert any("the program runs" in line for line in pulumi.stdout)
        project.write("")
        assert _release(project.folder) == ""  # of a running one it stays
        pulumi.kill()
        for pid in (project.folder / "processes").read_text().split():
            os.kill(int(pid), signal.SIGKILL)
    assert "currently locked" in project.up(fails=True).output

    assert "removing the lock of an interrupted pulumi" in _release(project.folder)
    assert project.up().exit_code == 0


def _release(folder: Path) -> str:
    return subprocess.run(
        [sys.executable, "-c", RELEASE],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(TOOLS)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
