"""Where an app keeps its state: a folder of its own that ends with its process."""

import shutil
import subprocess
import tempfile
from pathlib import Path

__all__ = ["Folder"]

# Waits for the end of its input, which the kernel brings about however tests end.
_KEEPER = 'cat >/dev/null; rm -rf -- "$1"'


class Folder:
    """A temporary folder. A simulator whose folder is gone ends by itself.

    A process of the shell removes it should this one be killed.

    Attributes:
        path: the folder.
    """

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="wingws-"))
        self._keeper = subprocess.Popen(
            ["/bin/sh", "-c", _KEEPER, "sh", str(self.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,  # it outlives a Ctrl-C
        )

    def remove(self) -> None:
        """Remove it, with all that is in there."""
        shutil.rmtree(self.path, ignore_errors=True)
        assert self._keeper.stdin is not None
        self._keeper.stdin.close()
        self._keeper.wait()
