"""The processes of an app, which know its folder."""

import time
from pathlib import Path

__all__ = ["await_end_of", "processes_of"]


def processes_of(folder):
    """Pids of the processes that have a folder's name in their arguments."""
    return [
        int(entry.name) for entry in Path("/proc").iterdir() if _names(entry, folder)
    ]


def await_end_of(folder, seconds=10):
    """Wait until there are none, for the last of them end by themselves."""
    deadline = time.monotonic() + seconds
    while found := processes_of(folder):
        assert time.monotonic() < deadline, found
        time.sleep(0.02)


def _names(entry, folder):
    try:
        return entry.name.isdigit() and str(folder) in (entry / "cmdline").read_text()
    except OSError:
        return False
