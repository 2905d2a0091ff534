"""What `index.py` does once the sliced files are loaded, and its names for things."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..program.modules import Module

__all__ = ["Index", "index_name", "index_variable"]

_NAME = re.compile(r"[^\W\d][\w.]*")


@dataclass
class Index:
    """The statements of `index.py`, and the modules of others that they mention.

    First it takes hold of what a file binds to a name only for a while (`borrowed`),
    then it makes objects (`creations`), and last it fills them (`fills`).
    """

    borrowed: list[str] = field(default_factory=list)
    creations: list[str] = field(default_factory=list)
    fills: list[str] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    _objects: int = 0

    @property
    def statements(self) -> list[str]:
        """All statements, in their order."""
        return [*self.makers, *self.fills]

    @property
    def makers(self) -> list[str]:
        """The statements before any that fill, each below what it needs."""
        return [*self.borrowed, *_in_order(self.creations)]

    def new_name(self) -> str:
        """Give a variable to an object that has no name in the program."""
        self._objects += 1
        return f"object_{self._objects}"


def _in_order(creations: list[str]) -> list[str]:
    """Put what is made of others below them; what needs none stays where it is."""
    places = {line.partition(" = ")[0]: line for line in creations}
    ordered: dict[str, None] = {}

    def add(line: str, above: tuple[str, ...] = ()) -> None:
        for needed in _NAME.findall(line.partition(" = ")[2]):
            known = places.get(needed, line)
            if known not in ordered and known not in (line, *above):
                add(known, (*above, line))
        ordered[line] = None

    for line in creations:
        add(line)
    return list(ordered)


def index_variable(module: str) -> str:
    """Give the name that index.py has for a module of the program, unlike any other."""
    if module == "__main__":
        return module
    return module.replace("_", "__").replace(".", "_")


def index_name(module: Module, name: str) -> str:
    """Give the text by which index.py mentions a global name of the program."""
    return f"{index_variable(module.name)}.{name}"
