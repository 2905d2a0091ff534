"""The journal as it is written, for one who watches: a line of JSON an event."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from typing import Any

from ..core.journal_event import to_json
from .journal import Journal

__all__ = ["watch"]

TICK = 15.0
"""After how many seconds without an event one that says so comes."""

PAUSE = 0.05
"""How long events are gathered for one chunk, so that a crowd of them costs little."""

MOST = 100
"""How many of them there are in a chunk: a millisecond's work."""

BREATH = 0.01
"""How long others have in between: who watches a flood loses some of it instead."""


async def watch(journal: Journal, after: int | None) -> AsyncGenerator[bytes]:
    """
    Yield lines, for ever.

    Whoever takes them slowly finds, instead of those that the journal has no more, how
    many they were.

    Args:
        journal: What is watched.
        after: Number of the event to go on after; None for those to come. One that
            has not come yet is another simulator's, and all that are kept are news.

    """
    position = journal.last if after is None else after
    if position > journal.last:
        position = 0
    while True:
        first, events = journal.after(position, MOST)
        lines = [to_json(n, *each) for n, each in enumerate(events, first)]
        if lost := first - position - 1:
            lines.insert(0, {"type": "lost", "count": lost})
        position = first + len(events) - 1
        if not lines:
            lines = [{"type": "tick"}]
        yield "".join(map(_to_line, lines)).encode()
        if position == journal.last:
            await _wait(journal, position)
        else:
            await asyncio.sleep(BREATH)


async def _wait(journal: Journal, position: int) -> None:
    try:
        async with asyncio.timeout(TICK):
            await journal.news(position)
    except TimeoutError:
        return
    await asyncio.sleep(PAUSE)


def _to_line(content: Mapping[str, Any]) -> str:
    return json.dumps(content, separators=(",", ":")) + "\n"
