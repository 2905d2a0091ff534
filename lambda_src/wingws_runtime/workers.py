"""Does many things at a time, as far as time allows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import TypeVar

__all__ = ["share_out"]

T = TypeVar("T")


def share_out(
    waiting: deque[T], work: Callable[[T], None], *, threads: int, deadline: float
) -> None:
    """
    Call `work` for each of `waiting`, and take it out.

    What hangs is not waited for: who invoked the function would hear nothing at all.

    Args:
        waiting: What remains in it has not been begun.
        work: It must not raise.
        threads: How many calls there are at a time.
        deadline: When to begin no more, and wait no longer, by the monotonic clock.
    """
    from concurrent.futures import ThreadPoolExecutor, wait

    def go_on() -> None:
        while waiting and monotonic() < deadline:
            try:
                next_ = waiting.popleft()
            except IndexError:  # another thread was quicker
                return
            work(next_)

    if not waiting:
        return
    count = min(threads, len(waiting))
    executor = ThreadPoolExecutor(count)
    workers = [executor.submit(go_on) for _ in range(count)]
    wait(workers, timeout=max(0.0, deadline - monotonic()))
    executor.shutdown(wait=False, cancel_futures=True)
