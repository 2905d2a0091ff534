"""Follow the logs of a stack's functions, from now on."""

import re
from collections.abc import Iterator
from pathlib import Path

__all__ = ["Logs"]

_REPORT = re.compile(r"REPORT RequestId: \S+\s+Duration: ([\d.]+) ms")
_FRAME = re.compile(r"(START|END|INIT_START|INIT_REPORT) ")


class Logs:
    """The log files in a folder, and how far each has been read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read = {path: path.stat().st_size for path in folder.glob("*.log")}

    def new_lines(self) -> Iterator[tuple[str, str]]:
        """Yield pairs of a function and a line, whole ones only."""
        for path in sorted(self._folder.glob("*.log")):
            for line in self._lines(path):
                if duration := _REPORT.match(line):
                    yield path.stem, f"invoked, {float(duration[1]):.0f} ms"
                elif not _FRAME.match(line):
                    yield path.stem, line

    def _lines(self, path: Path) -> list[str]:
        start = self._read.get(path, 0)
        try:
            if path.stat().st_size < start:  # another file has taken its place
                start = 0
            with path.open("rb") as file:
                file.seek(start)
                whole, newline, _ = file.read().rpartition(b"\n")
        except OSError:
            return []
        self._read[path] = start + len(whole) + len(newline)
        return whole.decode(errors="replace").split("\n") if newline else []
