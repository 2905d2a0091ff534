"""The lock of a stack in the local backend, when the `pulumi` that held it was killed.

A killed CLI leaves its lock behind, and every later command refuses until somebody runs
`pulumi cancel`. The lock names its process: once that is gone, nobody needs the lock.
"""

import json
import os
import socket
from pathlib import Path

from terminal import say

__all__ = ["release"]


def release(root: Path) -> None:
    """Remove the locks of processes of this machine that no longer run."""
    for path in (root / ".pulumi" / "locks").rglob("*.json"):
        lock = json.loads(path.read_text())
        if lock["hostname"] == socket.gethostname() and not _is_running(lock["pid"]):
            say(f"removing the lock of an interrupted pulumi (process {lock['pid']})")
            path.unlink()
            path.with_name(f"{path.name}.attrs").unlink(missing_ok=True)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
