"""What the set-up scripts share: how they speak, run commands and wait their turn."""

import contextlib
import fcntl
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

__all__ = ["Missing", "locked", "run", "say"]

_PROGRESS_INTERVAL = 15.0


class Missing(Exception):
    """Something that this machine lacks.

    Attributes:
        message: One sentence: what is missing, and what to do.
        output: The last lines of the program that failed, if one did.
    """

    def __init__(self, message: str, output: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.output = output


def say(text: str) -> None:
    """Print one line at once, also into a pipe."""
    print(f"· {text}", flush=True)


def run(
    command: Sequence[str | Path],
    *,
    doing: str,
    otherwise: str,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    timeout: float = 1800.0,
) -> str:
    """Run a command that may take minutes, with a line of progress now and then.

    Args:
        command: Program and arguments.
        doing: What the user reads while it runs.
        otherwise: What the user reads if it fails: what to do.
        cwd: Working folder.
        environment: Variables added to those of this process.
        timeout: Seconds after which the command is stopped.

    Returns:
        What the command printed.

    Raises:
        Missing: If it can't be run, fails, or takes longer than `timeout`.
    """
    say(doing)
    with tempfile.TemporaryFile() as output:
        try:
            process = subprocess.Popen(
                command,
                cwd=cwd,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that _wait can stop its children too
            )
        except OSError as exc:
            raise Missing(f"{command[0]}: {exc.strerror}; {otherwise}") from exc
        with process:
            status = _wait(process, doing, timeout)
        output.seek(0)
        text = output.read().decode(errors="replace")
    if status != 0:
        raise Missing(otherwise, "\n".join(text.splitlines()[-12:]))
    return text


def _wait(process: subprocess.Popen[bytes], doing: str, timeout: float) -> int:
    """Return the exit status; stop the process at the timeout or at Ctrl-C."""
    started = time.monotonic()
    try:
        while (elapsed := time.monotonic() - started) < timeout:
            try:
                return process.wait(min(_PROGRESS_INTERVAL, timeout - elapsed))
            except subprocess.TimeoutExpired:
                say(f"{doing} ({time.monotonic() - started:.0f} s)")
        return 1
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file at `path`; a second run waits for the first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another run that holds {path}")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
