"""How much of the processors a process has used: where others work too, time is noise.

Linux only: it reads ``/proc``, https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
"""

import os
from pathlib import Path

__all__ = ["seconds_of", "seconds_of_children"]

_TICKS = os.sysconf("SC_CLK_TCK")


def seconds_of(pid: int) -> float:
    """Return the seconds of one process."""
    return _read()[pid][1]


def seconds_of_children(pid: int, named: str) -> float:
    """Return the seconds of the children, and theirs, whose command has a word."""
    processes = _read()
    family = {pid}
    while new := {p for p, (parent, *_) in processes.items() if parent in family}:
        if new <= family:
            break
        family |= new
    return sum(processes[p][1] for p in family - {pid} if named in processes[p][2])


def _read() -> dict[int, tuple[int, float, str]]:
    """Return the parent, seconds and command of each process."""
    found = {}
    for folder in Path("/proc").iterdir():
        try:
            pid = int(folder.name)
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_text()
        except (ValueError, OSError):  # no process, or one no more
            continue
        ticks = int(fields[11]) + int(fields[12])
        found[pid] = int(fields[1]), ticks / _TICKS, command
    return found
