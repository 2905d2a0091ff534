"""Containers that `index.py` creates empty, and fills in place."""

from __future__ import annotations

from collections import ChainMap, defaultdict, deque
from collections.abc import Callable, Iterator

from .literals import Reference, write_literal

__all__ = ["make_container", "restore_container"]


def make_container(value: object) -> str:
    """Write the expression that makes an empty container of the same kind."""
    if isinstance(value, deque):
        return write_literal(deque(maxlen=value.maxlen))
    return write_literal(type(value)())


def restore_container(
    name: str,
    value: object,
    reference: Reference,
    write: Callable[[str, object], str],
    *,
    is_kept: bool = False,
) -> Iterator[str]:
    """Write the statements that fill an empty container.

    `write` gives the text for what goes into a container of this name. One that its own
    line makes, as that is kept, has its default factory.
    """
    if isinstance(value, defaultdict) and not is_kept:
        factory = write_literal(value.default_factory, reference)
        yield f"{name}.default_factory = {factory}"
    if isinstance(value, ChainMap):
        yield f"{name}.maps[:] = {write(name, value.maps)}"
    elif not value:
        return
    elif isinstance(value, bytearray):
        yield f"{name}.extend({write(name, bytes(value))})"
    elif isinstance(value, list | deque):
        yield f"{name}.extend({write(name, list(value))})"
    elif isinstance(value, set):
        yield f"{name}.update({write(name, set(value))})"
    else:
        assert isinstance(value, dict)
        yield f"{name}.update({write(name, dict(value))})"
