"""What a terminal shows of work that takes longer than a second.

It goes to standard error, so no pipe ever has it, and is erased when the work is done.
"""

import contextlib
import threading
from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

__all__ = ["shown", "waiting"]

DELAY = 1.0
"""Seconds that work may take without a word."""

Item = TypeVar("Item")


@contextlib.contextmanager
def waiting(doing: str) -> Iterator[None]:
    """Show a spinner for as long as the block goes on."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    status = console.status(f"{doing} …")
    done = threading.Event()

    def show() -> None:
        if not done.wait(DELAY):
            with status:
                done.wait()

    thread = threading.Thread(target=show)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def shown(
    items: Iterable[Item], doing: str, total: int | None = None
) -> Iterator[Item]:
    """Yield items, with a bar of how many there were; of all, if that is known."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if not console.is_terminal:
        yield from items
        return
    progress = Progress(console=console, transient=True)
    if total is None and isinstance(items, Sized):
        total = len(items)
    task = progress.add_task(doing, total=total)
    # From a thread: the first item may be what takes long.
    late = threading.Timer(DELAY, progress.start)
    late.start()
    try:
        for item in items:
            yield item
            progress.advance(task)
    finally:
        late.cancel()
        late.join()
        progress.stop()
