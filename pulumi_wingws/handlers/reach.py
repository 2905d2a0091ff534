"""Which global names functions of the program reach, as far as their code tells."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from types import FunctionType, ModuleType
from typing import Any

from .program.modules import RUNTIME_PACKAGES
from .program.names import Use, find_uses
from .values.functions import cell_contents, cells_of, function_behind

__all__ = ["functions_of", "look_up", "names_reached"]

Place = tuple[Mapping[str, Any], str]
"""The names of a module, and one of them."""


def names_reached(
    functions: Iterable[FunctionType],
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
            if place := look_up(current.__globals__, use):
                namespace, name = place
                yield current, namespace, name
                values.append(namespace[name])
        for helper in (each for value in values for each in functions_of(value)):
            if id(helper) not in seen:
                seen.add(id(helper))
                waiting.append(helper)


def look_up(namespace: Mapping[str, Any], use: Use) -> Place | None:
    """Find where a mention leads: to a name here, or in a module of the program."""
    for name in (use.name, *use.chain):
        if name not in namespace:
            return None
        value = namespace[name]
        if not isinstance(value, ModuleType) or not _is_own(value.__name__):
            return namespace, name
        namespace = vars(value)
    return None


def functions_of(value: object) -> Iterator[FunctionType]:
    """List the program's functions that run when a value is called or used."""
    behind = function_behind(value)
    members: Iterable[object] = [behind]
    if behind is None:
        cls = value if isinstance(value, type) else type(value)
        bases = [base for base in cls.__mro__ if _is_own(base.__module__)]
        members = [member for base in bases for member in vars(base).values()]
    for member in members:
        function = function_behind(getattr(member, "__func__", member))
        if function is not None and _is_own(function.__globals__.get("__name__")):
            yield function


def _is_own(module: object) -> bool:
    """Tell whether a module may be the program's: nobody else's, nor ours."""
    name = str(module)
    if name == "__main__":
        return True
    file = getattr(sys.modules.get(name), "__file__", None) or ""
    is_installed = "site-packages" in file or "dist-packages" in file
    top = name.partition(".")[0]
    is_known = top in RUNTIME_PACKAGES or top in sys.stdlib_module_names
    return bool(file) and not is_installed and not is_known
