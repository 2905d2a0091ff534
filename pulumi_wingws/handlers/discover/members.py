"""Methods and classes that are reached by themselves, not through their class."""

from __future__ import annotations

from ..program.definitions import is_own
from ..program.modules import Module, Program
from .graph import Graph, Reached
from .visits import Visit

__all__ = ["visit_member"]


def visit_member(
    value: object, module: Module, reached: Reached, graph: Graph, visit: Visit
) -> bool:
    """Come to a method or a class through the class that offers it, if one does."""
    member = _find_member(value, module, graph.program)
    if member is not None:
        graph.members[id(value)] = member
        visit(member[0], reached, member[0].__name__)
    return member is not None


def _find_member(
    value: object, module: Module, program: Program
) -> tuple[type, str] | None:
    """Find the class of the program that offers a value, and under which name."""
    outer, *inner = getattr(value, "__qualname__", "").split(".")
    owner = module.namespace.get(outer)
    for name in inner:
        if not isinstance(owner, type) or not is_own(owner, program):
            return None
        if found := _name_in(owner, name, value):
            return owner, found
        owner = vars(owner).get(name)
    return None


def _name_in(owner: type, likely: str, value: object) -> str | None:
    for name in (likely, *sorted(vars(owner))):
        if name in vars(owner) and getattr(owner, name, None) is value:
            return name
    return None
