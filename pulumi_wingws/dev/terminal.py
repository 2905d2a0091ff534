"""What the person at the terminal reads: calm lines, in colour where that is wanted."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from ..cli.screen import harmless

__all__ = ["Terminal"]

DELAY = 1.0
"""Seconds that work may take without a word."""

_TICK = 0.5
_ERASE = "\r\x1b[K"

_COLOURS = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}


class Terminal:
    """Writes lines.

    Args:
        stream: where to; coloured if it is a terminal and nobody has said ``NO_COLOR``
            (https://no-color.org).
    """

    def __init__(
        self, stream: TextIO = sys.stdout, environment: Mapping[str, str] = os.environ
    ) -> None:
        self._stream = stream
        self._can_erase = stream.isatty() and environment.get("TERM") != "dumb"
        self._is_coloured = self._can_erase and not environment.get("NO_COLOR")
        self._lock = threading.Lock()
        self._shows_work = False

    def header(self, stack: str, lines: Iterable[tuple[str, str]]) -> None:
        """Say what is served, and where."""
        named = [*lines]
        width = max(len(name) for name, _ in named)
        self._write("")
        self._write(f"{self._in('bold', 'wingws dev')}  stack {stack}")
        self._write("")
        for name, text in named:
            self._write(f"  {name:{width}}  {self._in('bold', text)}")
        self._write("")

    @contextmanager
    def working(self, doing: str) -> Iterator[None]:
        """Show what is done, and for how long, below all lines while it lasts.

        Only where it can be erased; not before it has taken a second.
        """
        if not self._can_erase:
            yield
            return
        done = threading.Event()
        thread = threading.Thread(target=self._show_work, args=(doing, done))
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _show_work(self, doing: str, done: threading.Event) -> None:
        began = time.monotonic()
        pause = DELAY
        while not done.wait(pause):
            pause = _TICK
            text = self._in("dim", f"{doing}, {time.monotonic() - began:.0f} s")
            with self._lock:
                # What the program prints meanwhile begins where the line does.
                self._put(f"{_ERASE}{text}\r")
                self._shows_work = True
        with self._lock:
            self._erase()

    def _erase(self) -> None:
        if self._shows_work:
            self._shows_work = False
            self._put(_ERASE)

    def event(self, text: str, colour: str = "dim") -> None:
        """Write a line that has a time."""
        now = time.strftime("%H:%M:%S")
        self._write(f"{self._in('dim', now)} {self._in(colour, text)}")

    def line(self, source: str, text: str, colour: str) -> None:
        """Write what somebody has to say, without what would steer the terminal."""
        shown = self._in(colour, harmless(text))
        self._write(f"{self._in('dim', f'{source} |')} {shown}")

    def notice(self, text: str) -> None:
        """Write what the user should know, and need not act upon."""
        self._write(f"{self._in('yellow', 'note:')} {text}")

    def error(self, text: str) -> None:
        """Write why the program cannot run."""
        self._write("")
        for block in text.rstrip().split("\n\n"):
            first, *rest = block.split("\n")
            self._write(f"{self._in('red', 'error:')} {self._in('bold', first)}")
            for line in rest:
                is_caret = line.strip() and not line.strip(" \t^")
                self._write(self._in("red", line) if is_caret else line)
        self._write("")

    def _in(self, colour: str, text: str) -> str:
        if not self._is_coloured or colour == "plain":
            return text
        return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m"

    def _write(self, line: str) -> None:
        with self._lock:
            self._erase()
            self._put(f"{line}\n")

    def _put(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:  # as when the terminal or a pipe goes: nobody reads any more
            self._stream = Path(os.devnull).open("w")  # noqa: SIM115 - for good
            os.kill(os.getpid(), signal.SIGHUP)
