"""The simulator's process, as the folder that it serves knows it.

Whether it lives is a lock on the file ``alive`` in there, which the kernel gives up
with the process. A lock belongs to a file and not to its path: a moved folder takes its
simulator's lock along, a copied one does not.
"""

import fcntl
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, TypeAlias

from ..errors import SimulatorError

__all__ = ["ENVIRONMENT", "DaemonProcess", "Spawn", "spawn"]

#: All that a simulator gets of the environment of ``pulumi up``: no passphrase, no
#: token, no AWS credentials of the shell.
ENVIRONMENT = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "TMPDIR", "TZ", "USER")

_START_TIMEOUT = 30.0
_STOP_TIMEOUT = 15.0

Spawn: TypeAlias = Callable[[str, IO[bytes]], subprocess.Popen[bytes]]
"""Gets a process that is told its settings, and writes its log to a file."""


def spawn(settings: str | None, log: int | IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a process that serves a stack.

    Args:
        settings: JSON of what the simulator's ``DaemonSettings`` are; None for a
            process that waits for them, as a line of its standard input. It ends if
            that ends before.
        log: for its standard error.
    """
    arguments = [] if settings is None else [settings]
    return subprocess.Popen(
        # Without the current folder, whose modules are the user's.
        [sys.executable, "-P", "-m", "wingws_simulator", *arguments],
        stdin=subprocess.PIPE if settings is None else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=log,
        cwd="/",
        env={k: v for k, v in os.environ.items() if k in ENVIRONMENT},
        start_new_session=True,  # it outlives the engine and its plugins
    )


class DaemonProcess:
    """The process that serves a stack's folder, if there is one.

    Args:
        folder: the stack's.
        spawn: where processes come from.
    """

    def __init__(self, folder: Path, spawn: Spawn = spawn) -> None:
        self._spawn = spawn
        self._alive = folder / "alive"
        self._log = folder / "daemon.log"
        # The one that was started here, to be told of its end.
        self._started: subprocess.Popen[bytes] | None = None

    def is_alive(self) -> bool:
        """Say whether there is a process, be it just starting or ending."""
        try:
            with self._alive.open() as alive:
                fcntl.flock(alive, fcntl.LOCK_SH | fcntl.LOCK_NB)
                return False
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True

    def pid(self) -> int | None:
        """Return its id; None if there is none, or it is not known yet."""
        text = self._alive.read_text() if self.is_alive() else ""
        return int(text) if text else None

    def was_killed(self) -> bool:
        """Say whether the last one ended without cleaning up, so did not end itself."""
        # Who ends in order empties the file.
        try:
            return self._alive.stat().st_size > 0 and not self.is_alive()
        except FileNotFoundError:
            return False

    def start(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Start one and return how it introduces itself.

        Raises:
            SimulatorError: it did not start; the message says why.
        """
        with self._log.open("ab") as log:
            process = self._spawn(json.dumps(settings), log)
        assert process.stdout is not None
        with process.stdout as pipe:
            line = _read_line(pipe.fileno(), _START_TIMEOUT)
        answer: dict[str, Any] = json.loads(line) if line else {"error": self._why()}
        if "error" in answer:
            process.kill()
            process.wait()
            raise SimulatorError(answer["error"])
        self._started = process
        return answer

    def wait_until_gone(self) -> None:
        """Wait for the end of a process that was asked to stop.

        Raises:
            SimulatorError: it goes on; the message names it.
        """
        deadline = time.monotonic() + _STOP_TIMEOUT
        while self.is_alive():
            if time.monotonic() > deadline:
                pid = self._alive.read_text()
                raise SimulatorError(
                    f"the simulator in {self._alive.parent} does not stop; end it with "
                    f"`kill -9 {pid}` and run this again"
                )
            time.sleep(0.02)
        if self._started is not None:
            self._started.wait()
            self._started = None

    def _why(self) -> str:
        last = self._log.read_text(errors="replace").rstrip().rpartition("\n")[2]
        return f"the simulator did not start: {last}; see {self._log}"


def _read_line(descriptor: int, timeout: float) -> bytes:
    """Read up to a newline; nothing when the end or the timeout comes first."""
    line = b""
    deadline = time.monotonic() + timeout
    while not line.endswith(b"\n"):
        left = max(0.0, deadline - time.monotonic())
        readable, _, _ = select.select([descriptor], [], [], left)
        chunk = os.read(descriptor, 65536) if readable else b""
        if not chunk:
            return b""
        line += chunk
    return line
