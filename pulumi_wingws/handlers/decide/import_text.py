"""An import statement with the names that are not needed taken out."""

from __future__ import annotations

import ast

from ..program.modules import Module, Program
from ..program.statements import Statement, span_of
from .pieces import Hole, Piece

__all__ = ["import_piece", "is_runtime"]


def import_piece(
    statement: Statement, kept: list[ast.alias], module: Module, program: Program
) -> Piece:
    """Keep some names of an import, each in its column; ours come from the runtime."""
    node = statement.node
    assert isinstance(node, ast.Import | ast.ImportFrom)
    if any(is_runtime(name, program) for name in _modules(node, kept, module)):
        text = _runtime_import(node, kept, program)
        return Piece.written(statement, text)
    return Piece.kept(statement, statement.span, _holes(node.names, kept))


def is_runtime(name: str, program: Program) -> bool:
    """Tell whether names come from the runtime: ours do, and `pulumi.Config`."""
    return program.origin(name, None) in {"runtime", "deploy"}


def _modules(
    node: ast.Import | ast.ImportFrom, kept: list[ast.alias], module: Module
) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [module.absolute(node.module, node.level)]
    return [alias.name for alias in kept]


def _runtime_import(
    node: ast.Import | ast.ImportFrom, kept: list[ast.alias], program: Program
) -> str:
    if isinstance(node, ast.ImportFrom):
        names = ", ".join(ast.unparse(alias) for alias in kept)
        return f"from wingws_runtime import {names}"
    names = ", ".join(_renamed(alias, program) for alias in kept)
    return f"import {names}"


def _renamed(alias: ast.alias, program: Program) -> str:
    if not is_runtime(alias.name, program):
        return ast.unparse(alias)
    return f"wingws_runtime as {alias.asname or alias.name}"


def _holes(names: list[ast.alias], kept: list[ast.alias]) -> list[Hole]:
    """Blank each name that goes, together with the comma that goes with it."""
    keep = [alias in kept for alias in names]
    last = max(i for i, is_kept in enumerate(keep) if is_kept)
    spans = [span_of(alias) for alias in names]
    holes = [Hole(spans[i][0], spans[i + 1][0]) for i in range(last) if not keep[i]]
    if last + 1 < len(names):
        holes.append(Hole(spans[last][1], spans[-1][1]))
    return holes
