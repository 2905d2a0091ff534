"""What happens at a stack's simulator, in lines for the terminal."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..errors import SimulatorError
from ..targets.simulator import Simulator

__all__ = ["Event", "follow", "lines"]

Event = Mapping[str, Any]
"""As the verb ``watch`` of the simulator's admin API has it; its end is an ``end``."""

_RETRY = 0.2


def follow(simulator: Simulator, show: Callable[[Event], None]) -> None:
    """Hand what happens from now on to ``show``, from a thread of its own.

    The thread goes on when the simulator is started anew, and ends with the process.
    """

    def watch() -> None:
        was_there = False
        while True:
            try:
                for event in simulator.watch(None):
                    if "type" in event:  # else it says why there are none
                        show(event)
                was_there = True
            except SimulatorError:  # it is not there yet, or no more
                if was_there:
                    show({"type": "end"})
                was_there = False
            time.sleep(_RETRY)

    threading.Thread(target=watch, daemon=True).start()


def lines(event: Event) -> Iterator[tuple[str, str, str]]:
    """Yield who has something to say of an event, what, and how: dim, plain or red."""
    kind = event["type"]
    if kind == "connect":
        yield from _connect(event)
    elif kind == "disconnect":
        reason = f" {event['reason']!r}" if event["reason"] else ""
        text = f"disconnected by {event['initiator']}, {event['code']}{reason}"
        yield event["connection_id"], text, "dim"
    elif kind == "invocation":
        yield event["function"], *_invocation(event)
    elif kind == "log":
        for line in event["text"].splitlines():
            if not line.startswith("INIT_START "):  # the invocation's line says "cold"
                yield event["function"], line, "plain"
    elif kind == "lost":
        yield "wingws", f"{event['count']} events came too fast to be shown", "dim"
    elif kind == "end":
        yield "wingws", "the simulator has ended; an edit starts it anew", "red"


def _connect(event: Event) -> Iterator[tuple[str, str, str]]:
    if event["status"] == 101:
        text = f"connected from {event['source_ip']}"
        yield event["connection_id"], text, "dim"
    else:
        yield event["connection_id"], f"refused with {event['status']}", "red"


def _invocation(event: Event) -> tuple[str, str]:
    took = f"{event['event_type']} {event['duration_ms']:.0f} ms"
    took += ", cold" if event["cold"] else ""
    if event["status"] == "ok":
        return took, "dim"
    # What has run has said why in its log, in the lines above.
    why = event["status"] if event["request_id"] else event["error"]
    return f"{took}: {why}", "red"
