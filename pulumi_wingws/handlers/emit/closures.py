"""Functions inside functions, and lambdas, as files and `index.py` hold them."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from types import CodeType

from wingws_runtime.rebuild import position_of

from ..decide.closures import default_holes
from ..decide.pieces import Piece
from ..discover.graph import Closure
from ..program.statements import Position

__all__ = ["factories_of", "lambda_text", "unplaced"]


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
    piece = Piece(start, end, 0, (), tuple(default_holes(closure)))
    text = b"\n".join(piece.lines(source)).decode()
    names = "".join(f', "{name}"' for name in closure.value.__code__.co_freevars)
    place = f"{start[0]}, {start[1]}"
    return f"rebuild.add_lambda({index}, {text!r}, {place}{names})"


def _identity(code: CodeType) -> tuple[Position, tuple[str, ...], bytes]:
    return position_of(code), code.co_freevars, code.co_code


def _nested(code: CodeType) -> Iterable[CodeType]:
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield const
            yield from _nested(const)
