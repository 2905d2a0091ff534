"""Objects of others, taken apart as `copy` and `pickle` do, and put together again.

https://docs.python.org/3/library/pickle.html#object.__reduce__
"""

from __future__ import annotations

import copyreg
import enum
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .literals import Reference, write_display, write_literal

__all__ = ["Reduced", "reduce"]

_NEW: Any = vars(copyreg)["__newobj__"]
_NEW_WITH_KEYWORDS: Any = vars(copyreg)["__newobj_ex__"]

_BY_NAME = (logging.Logger, logging.Handler)
"""What is taken apart into its name alone, though it is more."""


@dataclass(frozen=True)
class Reduced:
    """How an object is made: `make(*args)`, then its state and what it holds.

    `base` is the class whose `__new__` makes an object of the program's class, so that
    the program's own `__new__` and `__init__` do not run again.
    """

    value: object
    base: type | None
    make: object
    args: tuple[object, ...]
    state: object
    items: tuple[object, ...]
    pairs: tuple[tuple[object, object], ...]

    def parts(self) -> Iterator[tuple[str, object]]:
        """List the parts, each with how it is reached."""
        if self.make is not _NEW:
            yield "", self.base or self.make
        yield from ((f"[{index}]", part) for index, part in enumerate(self.args))
        if isinstance(self.state, dict):
            yield from ((f".{name}", part) for name, part in self.state.items())
        else:
            yield ".__getstate__()", self.state
        yield from ((f"[{index}]", part) for index, part in enumerate(self.items))
        for key, part in self.pairs:
            yield "[…]", key
            yield "[…]", part

    def write(self, reference: Reference) -> str:
        """Write the expression that makes the object, without its state."""
        if isinstance(self.value, enum.Enum) and str(self.value.name).isidentifier():
            return f"{write_literal(type(self.value), reference)}.{self.value.name}"
        args = [write_literal(part, reference) for part in self.args]
        if self.base is not None:
            return f"{write_literal(self.base, reference)}.__new__({', '.join(args)})"
        if self.make is _NEW:
            return f"{args[0]}.__new__({', '.join(args)})"
        return f"{write_literal(self.make, reference)}({', '.join(args)})"

    def restore(self, name: str, reference: Reference) -> Iterator[str]:
        """Write the statements that give the object its state."""
        if self.items:
            yield f"{name}.extend({write_display(list(self.items), reference)})"
        for key, part in self.pairs:
            text = write_literal(part, reference)
            yield f"{name}[{write_literal(key, reference)}] = {text}"
        yield from self._restore_state(name, reference)

    def _restore_state(self, name: str, reference: Reference) -> Iterator[str]:
        if hasattr(self.value, "__setstate__") and self.state is not None:
            yield f"{name}.__setstate__({_write(self.state, reference)})"
            return
        state: Any = self.state
        is_pair = isinstance(state, tuple) and len(state) == 2
        attributes, slots = state if is_pair else (state, None)
        if attributes:
            yield f"{name}.__dict__.update({write_display(attributes, reference)})"
        for slot, part in (slots or {}).items():
            text = write_literal(part, reference)
            yield f"object.__setattr__({name}, {slot!r}, {text})"


def reduce(value: object, base: type | None = None) -> Reduced | None:
    """Take an object apart; None: it does not allow that, or says too little then."""
    if isinstance(value, _BY_NAME):
        return None
    reducer: Any = copyreg.dispatch_table.get(type(value))
    try:
        found = reducer(value) if reducer else value.__reduce_ex__(4)
    except Exception:  # whatever a package raises, it says no
        return None
    if not isinstance(found, tuple):
        return None
    full: tuple[Any, ...] = (*found, *[None] * (6 - len(found)))
    make, args, state, items, pairs, set_state = full
    if set_state is not None or make is _NEW_WITH_KEYWORDS:
        return None
    if base is not None:
        if make is not type(value) and args[:1] != (type(value),):
            return None
        args = (type(value), *args[make is not type(value) :])
        attributes = getattr(value, "__dict__", None)
        state = state if attributes is None or state else attributes
    return Reduced(
        value, base, make, args, state, tuple(items or ()), tuple(pairs or ())
    )


def _write(state: object, reference: Reference) -> str:
    """Write a state, which was made for this alone and has no name."""
    if isinstance(state, dict | tuple | list) and type(state) in {dict, tuple, list}:
        return write_display(state, reference)
    return write_literal(state, reference)
