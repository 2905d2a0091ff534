"""Which global names functions of the program reach, as far as their code tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import FunctionType, ModuleType
from typing import Any

from .program.modules import Program
from .program.names import Use, find_uses
from .values.functions import cell_contents, cells_of, function_behind

__all__ = ["functions_of", "look_up", "names_reached"]

Place = tuple[Mapping[str, Any], str]
"""The names of a module, and one of them."""


def names_reached(
    functions: Iterable[FunctionType], program: Program
) -> Iterator[tuple[FunctionType, Mapping[str, Any], str]]:
    """List the names that functions and their helpers mention: who, where, and which.

    Goes by what names stand for right now, whether any handler needs it or not.
    """
    waiting = list(functions)
    seen = set(map(id, waiting))
    while waiting:
        current = waiting.pop()
        values = [held for _, cell in cells_of(current) for held in cell_contents(cell)]
        for use in find_uses(current.__code__):
            if place := look_up(current.__globals__, use, program):
                namespace, name = place
                yield current, namespace, name
                values.append(namespace[name])
        helpers = (each for value in values for each in functions_of(value, program))
        for helper in helpers:
            if id(helper) not in seen:
                seen.add(id(helper))
                waiting.append(helper)


def look_up(namespace: Mapping[str, Any], use: Use, program: Program) -> Place | None:
    """Find where a mention leads: to a name here, or in a module of the program."""
    for name in (use.name, *use.chain):
        if name not in namespace:
            return None
        value = namespace[name]
        if not isinstance(value, ModuleType) or program.origin_of(value) != "own":
            return namespace, name
        namespace = vars(value)
    return None


def functions_of(value: object, program: Program) -> Iterator[FunctionType]:
    """List the program's functions that run when a value is called or used."""
    behind = function_behind(value)
    members: Iterable[object] = [behind]
    if behind is None:
        cls = value if isinstance(value, type) else type(value)
        bases = [
            base
            for base in cls.__mro__
            if program.origin_named(base.__module__) == "own"
        ]
        members = [member for base in bases for member in vars(base).values()]
    for member in members:
        function = function_behind(getattr(member, "__func__", member))
        if function is None:
            continue
        if program.origin_named(str(function.__globals__.get("__name__"))) == "own":
            yield function
