"""What has happened in a test, as text for whoever has to find out why it failed."""

from collections.abc import Iterable, Iterator, Sequence

from .invocation import Invocation

__all__ = ["MOST", "shown", "transcript"]

_WIDTH = 200
MOST = 20
"""How much of each kind is told: the last of it, which is nearest to the failure."""


def transcript(title: str, lines: Sequence[str]) -> str:
    """Return what went over one connection, the last of it if it is much."""
    return "\n".join([f"{title}:", *_indented(_last(lines) or ["nothing"])])


def shown(invocations: Sequence[Invocation]) -> str:
    """Return what handlers did, with their tracebacks and what they printed."""
    lines = [line for each in invocations[-MOST:] for line in _invocation(each)]
    if len(invocations) > MOST:
        lines.insert(0, f"… {len(invocations) - MOST} earlier ones")
    return "\n".join(["what the handlers did:", *_indented(lines or ["nothing"])])


def _invocation(invocation: Invocation) -> Iterator[str]:
    what = invocation.event_type
    if "body" in invocation.event:
        what += f" {_short(repr(invocation.event['body']))}"
    came = invocation.error or invocation.status
    yield f"{invocation.function}: {what} from {invocation.connection_id}: {came}"
    # What is raised is logged too, with the user's lines; once is enough.
    yield from _indented(invocation.log)
    if invocation.traceback and not _is_logged(invocation):
        yield from _indented(invocation.traceback.splitlines())


def _is_logged(invocation: Invocation) -> bool:
    return any("Traceback (most recent call last)" in line for line in invocation.log)


def _last(lines: Sequence[str]) -> list[str]:
    earlier = [f"… {len(lines) - MOST} earlier ones"] if len(lines) > MOST else []
    return [*earlier, *map(_short, lines[-MOST:])]


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]}…"


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]
