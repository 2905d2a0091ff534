"""Where the text of functions inside functions, and of lambdas, stands in a file.

What is around them is not needed: a function becomes a header on its own line, whose
parameters are the variables that the functions inside share with each other, and any
other block `if 1:`. A lambda stands as a statement of its own in its own column.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from ..discover.graph import Closure, Graph
from ..program.statements import Position, span_of
from .pieces import Hole, Piece

__all__ = ["default_holes", "paint_closures"]


def paint_closures(graph: Graph, pieces: dict[int, list[Piece]]) -> list[Closure]:
    """Add pieces for the closures whose text does not travel anyway; give these."""
    painted = []
    for closure in sorted(graph.closures.values(), key=_place):
        shown = pieces.setdefault(id(closure.module), [])
        if _is_shown(closure, shown) or not _has_room(closure):
            continue
        shown.append(_piece(closure))
        painted.append(closure)
    return painted


def default_holes(closure: Closure) -> Iterable[Hole]:
    """Blank the defaults, which would be computed where the lambda stands."""
    assert isinstance(closure.scope.node, ast.Lambda)
    arguments = closure.scope.node.args
    for default in (*arguments.defaults, *arguments.kw_defaults):
        if default is not None:
            yield Hole(*span_of(default), "0")


def _place(closure: Closure) -> tuple[str, Position]:
    return closure.module.name, closure.scope.position


def _is_shown(closure: Closure, pieces: list[Piece]) -> bool:
    start, end = closure.scope.span
    return any(p.text is None and p.start <= start and end <= p.end for p in pieces)


def _has_room(closure: Closure) -> bool:
    """Tell whether a lambda over several lines has a column for its parenthesis."""
    (line, column), (last, _) = closure.scope.span
    if not isinstance(closure.scope.node, ast.Lambda) or line == last:
        return True
    return column > closure.scope.statement.indent


def _piece(closure: Closure) -> Piece:
    statement = closure.scope.statement
    if not isinstance(closure.scope.node, ast.Lambda):
        return Piece.kept(statement, closure.scope.span)
    holes = () if closure.scope.factory else tuple(default_holes(closure))
    start, end = closure.scope.span
    return Piece(
        start, end, statement.indent, statement.headers, holes, is_expression=True
    )
