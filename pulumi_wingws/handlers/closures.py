"""Where the text of functions inside functions, and of lambdas, stands in a file.

What is around them is not needed: a function becomes a header on its own line, whose
parameters are the variables that the functions inside share with each other, and any
other block `if 1:`. A lambda stands as a statement of its own in its own column.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from types import CodeType

from wingws_runtime.rebuild import position_of

from .canvas import Hole, Piece
from .graph import Closure, Graph
from .sources import Position, span_of

__all__ = ["factories_of", "lambda_text", "paint_closures", "unplaced"]


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


def factories_of(closures: Iterable[Closure]) -> dict[Position, str]:
    """Write the headers for the functions around closures, by position."""
    names: dict[ast.FunctionDef | ast.AsyncFunctionDef, set[str]] = {}
    for closure in closures:
        for node in closure.scope.outer:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                names.setdefault(node, set())
        if factory := closure.scope.factory:
            names[factory] |= set(closure.value.__code__.co_freevars)
    return {
        (node.lineno, node.col_offset): f"def {node.name}({', '.join(sorted(used))}):"
        for node, used in names.items()
    }


def unplaced(closures: Iterable[Closure], module: CodeType) -> list[Closure]:
    """List the lambdas that are not found in a module's code as they were written."""
    found = {
        (position_of(code), code.co_freevars, code.co_code)
        for code in _nested(module)
        if code.co_name == "<lambda>"
    }
    return [
        closure
        for closure in closures
        if isinstance(closure.scope.node, ast.Lambda)
        and _identity(closure.value.__code__) not in found
    ]


def lambda_text(closure: Closure, index: str) -> str:
    """Write the statement of index.py that compiles a lambda without room."""
    source = closure.module.source
    start, end = closure.scope.span
    piece = Piece(start, end, 0, (), tuple(_default_holes(closure)))
    text = b"\n".join(piece.lines(source)).decode()
    names = "".join(f', "{name}"' for name in closure.value.__code__.co_freevars)
    place = f"{start[0]}, {start[1]}"
    return f"rebuild.add_lambda({index}, {text!r}, {place}{names})"


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
    holes = () if closure.scope.factory else tuple(_default_holes(closure))
    start, end = closure.scope.span
    return Piece(
        start, end, statement.indent, statement.headers, holes, is_expression=True
    )


def _default_holes(closure: Closure) -> Iterable[Hole]:
    """Blank the defaults, which would be computed where the lambda stands."""
    assert isinstance(closure.scope.node, ast.Lambda)
    arguments = closure.scope.node.args
    for default in (*arguments.defaults, *arguments.kw_defaults):
        if default is not None:
            yield Hole(*span_of(default), "0")


def _identity(code: CodeType) -> tuple[Position, tuple[str, ...], bytes]:
    return position_of(code), code.co_freevars, code.co_code


def _nested(code: CodeType) -> Iterable[CodeType]:
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield const
            yield from _nested(const)
