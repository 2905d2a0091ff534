"""The last invocations, with what went in and what came out, for who tests handlers."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Iterator
from typing import Any, TypeAlias

from ..core.journal_event import status_of
from ..core.lambda_result import InvocationResult, Returned
from ..core.origin import ORIGIN_FIELDS
from .invoker import Invocation
from .journal import Journal

__all__ = ["InvocationHistory"]

MOST = 250
"""Few enough for the processor's cache, as the journal's events are."""

SIZE = 16 * 1024 * 1024
"""How many bytes of events and results it keeps."""


_Kept: TypeAlias = tuple[int, float, str, Invocation, InvocationResult]
"""Number and time of the end, the function, the invocation, its result."""


class InvocationHistory:
    """
    Invocations that have ended since it was begun: the last ones, fewer if their events
    and results are long.

    Args:
        journal: Where each has been noted, and so got its number.

    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._is_on = False
        self._kept: deque[_Kept] = deque()
        self._size = 0

    def keep(
        self, function: str, invocation: Invocation, result: InvocationResult
    ) -> None:
        """Keep an invocation that has just been noted."""
        if not self._is_on:
            return
        kept = self._kept
        kept.append((self._journal.last, time.time(), function, invocation, result))
        self._size += len(invocation.event) + invocation.answer_size
        while len(kept) > MOST or self._size > SIZE:
            dropped = kept.popleft()[3]
            self._size -= len(dropped.event) + dropped.answer_size

    def begin(self) -> None:
        """Forget all of them, and keep those to come."""
        self._is_on = True
        self._kept.clear()
        self._size = 0

    def after(self, number: int, function: str | None) -> list[dict[str, Any]]:
        """
        Return those that ended after an event of the journal, in their order.

        Args:
            number: The event's.
            function: Whose they are; None for all.

        """
        logs = self._logs()
        return [
            {**_to_json(kept), "log": logs.get(kept[3].request_id, [])}
            for kept in self._kept
            if kept[0] > number and function in (None, kept[2])
        ]

    def _logs(self) -> dict[str, list[str]]:
        """Return what has been printed by whom, as far as the journal has it."""
        logs: dict[str, list[str]] = {}
        for request_id, text in self._printed():
            logs.setdefault(request_id, []).extend(text.splitlines())
        return logs

    def _printed(self) -> Iterator[tuple[str, str]]:
        for _, event in self._journal.after(0)[1]:
            if event[0] == "log" and event[2] is not None:
                yield event[2], event[-1].decode(errors="replace")


def _to_json(kept: _Kept) -> dict[str, Any]:
    number, at, function, invocation, result = kept
    status, error = status_of(result)
    return {
        "n": number,
        "at": at,
        "function": function,
        "request_id": invocation.request_id,
        **dict(zip(ORIGIN_FIELDS, invocation.origin, strict=True)),
        "cold": invocation.is_cold,
        "duration_ms": round(invocation.duration * 1000, 2),
        "event": json.loads(invocation.event),
        "status": status,
        "result": result.payload if isinstance(result, Returned) else None,
        "error": error,
        "traceback": invocation.traceback,
    }
