"""Methods and classes that are reached by themselves, not through their class."""

from __future__ import annotations

from .definitions import is_own
from .program import Module, Program

__all__ = ["find_member"]


def find_member(
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
