"""One ``wingws dev`` a stack: the kernel gives its lock up with the process."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from ..errors import ConfigurationError

__all__ = ["holder", "locked"]

_FILE = "dev.lock"


@contextlib.contextmanager
def locked(folder: Path, stack: str) -> Iterator[None]:
    """Hold the lock of a stack's folder.

    Raises:
        ConfigurationError: another process holds it; the message names it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _FILE).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise ConfigurationError(
                f"stack {stack!r} is served by another `wingws dev`, process "
                f"{file.read() or 'unknown'}; end that, or serve another stack by "
                "--stack NAME"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def holder(folder: Path) -> str | None:
    """Return the pid of the `wingws dev` that serves a stack, if one does."""
    try:
        with (folder / _FILE).open() as file:
            pid = file.read()  # also of one that was killed; nobody's if it has ended
            if pid:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return pid
    return None
