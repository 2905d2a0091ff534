"""Statements of a module: where they stand, and which names they bind."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Binder", "Position", "Span", "Statement", "bound_names", "span_of"]

Position = tuple[int, int]
"""Line, counted from 1, and column in UTF-8 bytes, counted from 0."""

Span = tuple[Position, Position]
"""From a first position to the one after the last."""


@dataclass(frozen=True, eq=False)
class Statement:
    """A statement of a module, in whatever block it stands.

    `headers` are the places where `if 1:` may stand for the blocks around it; `indent`
    is the column where its line of `;`-joined statements starts.
    """

    node: ast.stmt
    headers: tuple[Position, ...]
    indent: int

    @property
    def start(self) -> Position:
        """Where the statement begins, after its decorators."""
        return self.node.lineno, self.node.col_offset

    @property
    def span(self) -> Span:
        """The statement's text, without its decorators."""
        return span_of(self.node)


@dataclass(frozen=True, eq=False)
class Binder:
    """A statement that binds a name; `alias` is set when it is an import."""

    statement: Statement
    alias: ast.alias | None = None


def span_of(node: ast.expr | ast.stmt | ast.alias | ast.arg) -> Span:
    """Give where a node's text starts and ends."""
    end = (node.end_lineno or node.lineno, node.end_col_offset or 0)
    return (node.lineno, node.col_offset), end


def bound_names(node: ast.stmt) -> Iterator[tuple[str, ast.alias | None]]:
    """List what one statement binds itself, not what the blocks inside it bind."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name, None
    elif isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.asname or alias.name.partition(".")[0], alias
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield alias.asname or alias.name, alias
    else:
        for name in dict.fromkeys(_stored_names(node)):
            yield name, None


def _stored_names(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt | ast.Lambda):
            continue
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            yield child.id
        elif isinstance(child, ast.ExceptHandler | ast.match_case):
            yield from _stored_names(child)
        elif isinstance(child, ast.MatchAs | ast.MatchStar) and child.name:
            yield child.name
            yield from _stored_names(child)
        elif isinstance(child, ast.comprehension):
            yield from _stored_names(child.iter)
        else:
            yield from _stored_names(child)
