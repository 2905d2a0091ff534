"""The processes of an app, which know its folder; and who has started whom."""

import time
from pathlib import Path

__all__ = ["await_children", "await_end_of", "await_ends", "processes_of"]


def processes_of(folder):
    """Pids of the processes that were told a folder, or have files open in there."""
    return [
        int(entry.name) for entry in Path("/proc").iterdir() if _names(entry, folder)
    ]


def await_end_of(folder, seconds=10):
    """Wait until there are none, for the last of them end by themselves."""
    _await(lambda: not processes_of(folder), seconds)


def await_children(pid, seconds=10):
    """Wait until a process has started others, and return their pids."""
    file = Path(f"/proc/{pid}/task/{pid}/children")
    _await(file.read_text, seconds)
    return [int(each) for each in file.read_text().split()]


def await_ends(pids, seconds=10):
    """Wait until there are no such processes."""
    _await(lambda: not any(map(_is_running, pids)), seconds)


def _await(condition, seconds):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _is_running(pid):
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def _names(entry, folder):
    if not entry.name.isdigit():
        return False
    try:
        arguments = (entry / "cmdline").read_text()
        links = [*(entry / "fd").iterdir()]
    except OSError:
        return False
    return str(folder) in arguments or any(str(folder) in _file(i) for i in links)


def _file(link):
    try:
        return str(link.readlink())
    except OSError:  # it has just been closed
        return ""
