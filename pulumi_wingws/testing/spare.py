"""The spare: a simulator's process that waits to be told which app it serves.

To import all that it needs, and boto3 for handlers, takes longer than the run of a
program. So one process has done it ahead, if another app is to come.
"""

import atexit
import subprocess
import threading
from contextlib import suppress
from typing import IO

from ..targets.daemon_process import spawn

__all__ = ["end", "get_ready", "take"]

_process: subprocess.Popen[bytes] | None = None
_lock = threading.Lock()


def get_ready() -> None:
    """Start a process, if there is none; somebody will take it soon."""
    global _process
    with _lock:
        _process = _living() or spawn(None, subprocess.DEVNULL)


def take(settings: str, log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Return the process, which now serves, or a fresh one if there is none.

    Args:
        settings: JSON, as for :func:`.spawn`.
        log: for the standard error of a fresh one; the other opens it itself.
    """
    global _process
    with _lock:
        process, _process = _living(), None
    if process is None:
        return spawn(settings, log)
    assert process.stdin is not None
    with suppress(BrokenPipeError), process.stdin as pipe:
        pipe.write(settings.encode() + b"\n")
    return process


def end() -> None:
    """End the process, if there is one; what it has started ends with it."""
    global _process
    with _lock:
        process, _process = _process, None
    if process is not None:
        process.kill()
        process.communicate()


def _living() -> subprocess.Popen[bytes] | None:
    """Return the process, unless it has died meanwhile."""
    if _process is None or _process.poll() is None:
        return _process
    _process.communicate()  # closes the pipes
    return None


atexit.register(end)
