"""What `index.py` does once the sliced files are loaded, and its names for things."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..program.modules import Module

__all__ = ["Index", "index_name", "index_variable"]


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
        return [*self.borrowed, *self.creations, *self.fills]

    def new_name(self) -> str:
        """Give a variable to an object that has no name in the program."""
        self._objects += 1
        return f"object_{self._objects}"


def index_variable(module: str) -> str:
    """Give the name that index.py has for a module of the program, unlike any other."""
    if module == "__main__":
        return module
    return module.replace("_", "__").replace(".", "_")


def index_name(module: Module, name: str) -> str:
    """Give the text by which index.py mentions a global name of the program."""
    return f"{index_variable(module.name)}.{name}"
