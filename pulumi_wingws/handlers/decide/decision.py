"""What the second pass decided: the text that each file shows, and `index.py`."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ..discover.graph import Closure
from ..program.modules import Module
from ..program.statements import Statement, span_of
from .index import Index, index_name
from .pieces import Hole, Piece

__all__ = ["DEFINITIONS", "Decision"]

DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
"""Statements on whose line no value can be written: their text may be needed."""


@dataclass
class Decision:
    """What each file shows, and what `index.py` does once all files are loaded.

    `handlers` and `inits` are the expressions by which index.py hands them on. `late`
    are names that stand for a definition while files are loaded, for data in the end.
    `data` are files of large data, by their paths.
    """

    index: Index = field(default_factory=Index)
    pieces: dict[int, list[Piece]] = field(default_factory=dict)
    painted: list[Closure] = field(default_factory=list)
    handlers: list[str] = field(default_factory=list)
    inits: list[str] = field(default_factory=list)
    late: set[tuple[Module, str]] = field(default_factory=set)
    data: dict[str, bytes] = field(default_factory=dict)

    def add(self, module: Module, piece: Piece) -> None:
        """Show a piece of a module; what is shown already only gets its holes too."""
        pieces = self.pieces.setdefault(id(module), [])
        for index, shown in enumerate(pieces):
            if shown.text is None and (shown.start, shown.end) == (
                piece.start,
                piece.end,
            ):
                holes = {hole.start: hole for hole in (*shown.holes, *piece.holes)}
                ordered = tuple(holes[start] for start in sorted(holes))
                pieces[index] = replace(shown, holes=ordered)
                return
        pieces.append(piece)

    def keep(
        self, module: Module, statement: Statement, holes: Iterable[Hole] = ()
    ) -> None:
        """Show a statement as the program has it, but for some holes."""
        self.add(module, Piece.kept(statement, statement.span, holes))

    def keep_assignment(
        self, module: Module, statement: Statement, *, is_whole: bool
    ) -> None:
        """Show an assignment, with its annotation or without."""
        node, holes = statement.node, []
        if isinstance(node, ast.AnnAssign) and not is_whole:
            holes = [Hole(span_of(node.target)[1], span_of(node.annotation)[1])]
        self.keep(module, statement, holes)

    def write(self, module: Module, statement: Statement, text: str) -> None:
        """Show a text where a statement stood."""
        self.add(module, Piece.written(statement, text))

    def line_of(self, module: Module, name: str) -> Statement | None:
        """Give the statement in whose place a name gets its value, if it has one."""
        binders = module.source.bindings.get(name, [])
        is_late = (module, name) in self.late or not binders
        if is_late or isinstance(binders[-1].statement.node, DEFINITIONS):
            return None
        return binders[-1].statement

    def assign(self, module: Module, name: str, text: str) -> None:
        """Write `name = text` where the name was last assigned."""
        if line := self.line_of(module, name):
            self.write(module, line, f"{name} = {text}")
        else:
            self.index.creations.append(f"{index_name(module, name)} = {text}")
