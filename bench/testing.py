"""How long a test waits for its app: ``make bench``.

A fresh app is one of its own, from nothing to the answer to its first message, when
the session has had one before; the first one also waits for Pulumi to be imported.
Reuse is what lies between two tests with the fixture: the reset of the app.
The goals are the project's own: 0.3 s and 20 ms.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from pulumi_wingws.testing import App, app

APPS = 10
RESETS = 50
GOAL_FRESH = 0.3
GOAL_REUSE = 0.020
PAUSE = 0.5  # in which the next run gets ready, as it does while tests run
WINGWS = (sys.executable, "-m", "pulumi_wingws.cli")


def main() -> None:
    """Print the medians."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [*WINGWS, "new", "chat"], cwd=folder, check=True, stdout=subprocess.DEVNULL
        )
        project = Path(folder, "chat")
        first, *fresh = (_fresh(project) for _ in range(APPS + 1))
        reuse = _reuse(project)
    sys.stdout.write(
        f"an app under test: the first {first:.2f} s, a fresh one "
        f"{_said(median(fresh), GOAL_FRESH)}, reuse {_said(median(reuse), GOAL_REUSE)} "
        f"(medians of {APPS} and {RESETS})\n"
    )


def _fresh(project: Path) -> float:
    sleep(PAUSE)
    started = perf_counter()
    with app(project) as chat:
        return perf_counter() - started if chat.url() else 0.0


def _reuse(project: Path) -> list[float]:
    with app(project) as chat:
        return [_reset(chat) for _ in range(RESETS)]


def _reset(chat: App) -> float:
    """Use an app as a test does; return the seconds until the next one could begin."""
    with chat.connect() as client:
        client.send("hi")
        client.receive()
    started = perf_counter()
    chat.reset()
    return perf_counter() - started


def _said(seconds: float, goal: float) -> str:
    more = "" if seconds < goal else f", more than the goal of {goal * 1000:.0f} ms"
    return f"{seconds * 1000:.0f} ms{more}"


if __name__ == "__main__":
    main()
