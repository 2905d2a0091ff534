"""The journal as it is written, for one who watches: a line of JSON an event."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any

from ..core.excerpt import Excerpt, LeftOut, Numbered
from ..core.journal_event import to_json
from .journal import Journal

__all__ = ["watch"]

TICK = 15.0
"""After how many seconds without an event one that says so comes."""

PAUSE = 0.05
"""How long events are gathered for one chunk, so that a crowd of them costs little."""

MOST = 200
"""How many of them there are in a chunk: a millisecond's work."""

BREATH = 0.01
"""How long others have in between: who watches a flood loses some of it instead."""

GLANCE = 0.25
"""The same while there are more than are shown; a crowd of thousands takes 2 ms."""

FLOOD = 1.0
"""The same while there are more than are kept, so that some are missed anyway."""

RECENT = 1000
"""How many of the events that are kept are shown at once to such a one."""


def watch(
    journal: Journal, after: int | None, rate: float | None = None
) -> AsyncGenerator[bytes]:
    """
    Yield lines, for ever.

    Whoever takes them slowly finds, instead of those that the journal has no more, how
    many they were.

    Args:
        journal: What is watched.
        after: Number of the event to go on after; None for those to come. One that
            has not come yet is another simulator's, and all that are kept are news.
        rate: How many events a second to show, about, after the last ones that are
            there, each message whole; a line `left_out` says how many messages there
            are besides. None for all.

    """
    position = journal.last if after is None else after
    if position > journal.last:
        position = 0
    if rate is None:
        return _watch_all(journal, position)
    room = min(journal.last - position, RECENT)
    excerpt = Excerpt(rate, since=journal.last - room + 1, room=room)
    return _watch_some(journal, position, excerpt)


async def _watch_all(journal: Journal, position: int) -> AsyncGenerator[bytes]:
    while True:
        first, events = journal.after(position, MOST)
        lines = [to_json(n, *each) for n, each in enumerate(events, first)]
        if lost := first - position - 1:
            lines.insert(0, {"type": "lost", "count": lost})
        position = first + len(events) - 1
        yield _to_lines(lines)
        if position == journal.last:
            await _wait(journal, position, PAUSE)
        else:
            await asyncio.sleep(BREATH)


async def _watch_some(
    journal: Journal, position: int, excerpt: Excerpt
) -> AsyncGenerator[bytes]:
    while True:
        first, events = journal.after(position)
        chosen, left_out = excerpt.choose(first, events, now=time.monotonic())
        lost = first - position - 1
        position = first + len(events) - 1
        *pieces, last = _pieces(chosen)
        for piece in pieces:
            yield _to_lines([to_json(*each) for each in piece])
            await asyncio.sleep(BREATH)
        shown = [to_json(*each) for each in last]
        yield _to_lines([*shown, *_about_the_rest(lost, left_out)])
        pause = FLOOD if lost else GLANCE if left_out.events else PAUSE
        await _wait(journal, position, pause)


def _pieces(events: Sequence[Numbered]) -> list[Sequence[Numbered]]:
    """Return chunks of them, at least one."""
    return [events[n : n + MOST] for n in range(0, len(events), MOST)] or [()]


def _about_the_rest(lost: int, left_out: LeftOut) -> list[dict[str, Any]]:
    """Say what one does not see."""
    lines: list[dict[str, Any]] = []
    if lost:
        lines.append({"type": "lost", "count": lost})
    if left_out.events:
        lines.append({"type": "left_out", **left_out._asdict()})
    return lines


async def _wait(journal: Journal, position: int, pause: float) -> None:
    try:
        async with asyncio.timeout(TICK):
            await journal.news(position)
    except TimeoutError:
        return
    await asyncio.sleep(pause)


def _to_lines(lines: Sequence[Mapping[str, Any]]) -> bytes:
    return "".join(map(_to_line, lines or [{"type": "tick"}])).encode()


def _to_line(content: Mapping[str, Any]) -> str:
    return json.dumps(content, separators=(",", ":")) + "\n"
