"""Annotations in the text of a definition: where they are, and how they are blanked."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from .sources import Source
from .statements import Position, span_of

__all__ = ["Annotation", "find_annotations"]


@dataclass(frozen=True)
class Annotation:
    """An annotation: its expression, and the span to overwrite to be without it.

    `filler` is what must stand there instead: nothing where the annotation may go, `0`
    where the statement needs one (a dataclass field is a field by its annotation).
    """

    expression: ast.expr
    start: Position
    end: Position
    filler: str

    def covers(self, position: Position) -> bool:
        """Tell whether a position lies in the annotation."""
        start, end = span_of(self.expression)
        return start <= position < end


def find_annotations(node: ast.AST, source: Source) -> Iterator[Annotation]:
    """List the annotations of a definition and of what is nested in it."""
    for child in ast.walk(node):
        if isinstance(child, ast.arg) and child.annotation:
            start = (child.lineno, child.col_offset + len(child.arg.encode()))
            yield _annotation(child.annotation, start, "")
        elif isinstance(child, ast.AnnAssign):
            yield _annotation(child.annotation, span_of(child.annotation)[0], "0")
        elif (
            isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and child.returns
        ):
            yield _returns(child.returns, source)


def _annotation(node: ast.expr, start: Position, filler: str) -> Annotation:
    return Annotation(node, start, span_of(node)[1], filler)


def _returns(node: ast.expr, source: Source) -> Annotation:
    line, column = span_of(node)[0]
    arrow = source.lines[line - 1].rfind(b"->", 0, column)
    if arrow < 0 or node.end_lineno != line:
        return _annotation(node, (line, column), "0")
    return _annotation(node, (line, arrow), "")
