"""Variables that functions share with each other: the cells of closures."""

from __future__ import annotations

from collections.abc import Callable
from types import CellType

from ..values.functions import cell_contents
from .index import Index

__all__ = ["Cells"]


class Cells:
    """The cells that index.py makes, each once, and fills when all else is made."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._names: dict[int, str] = {}
        self._unfilled: list[tuple[str, CellType]] = []

    def name(self, cell: CellType) -> str:
        """Name a cell, which several functions may share."""
        if id(cell) not in self._names:
            name = self._names[id(cell)] = f"cell_{len(self._names) + 1}"
            self._index.imports.add("types")
            self._index.creations.append(f"{name} = types.CellType()")
            self._unfilled.append((name, cell))
        return self._names[id(cell)]

    def fill(self, write: Callable[[str, object], str]) -> None:
        """Write what the cells hold; to write that may need more of them."""
        while self._unfilled:
            name, cell = self._unfilled.pop(0)
            for value in cell_contents(cell):
                text = f"{name}.cell_contents = {write(name, value)}"
                self._index.fills.append(text)
