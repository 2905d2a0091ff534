"""Functions inside functions, and lambdas: which text compiles to a code object."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import TypeGuard

from wingws_runtime.rebuild import position_of

from .sources import Source
from .statements import Position, Span, Statement, span_of

__all__ = ["Scope", "find_scope"]

Node = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda


@dataclass(frozen=True, eq=False)
class Scope:
    """A definition or lambda, wherever it stands.

    `statement` is the one that it is, or the innermost one around a lambda. `outer` are
    the definitions, lambdas and statements around it, the outermost first.
    """

    node: Node
    statement: Statement
    outer: tuple[ast.AST, ...]

    @property
    def span(self) -> Span:
        """The text, without decorators."""
        return span_of(self.node)

    @property
    def factory(self) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """The innermost function with a `def` around it."""
        around = [
            node
            for node in self.outer
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        return around[-1] if around else None

    @property
    def position(self) -> Position:
        """Where the statement's own line begins."""
        return self.node.lineno, self.node.col_offset


def find_scope(source: Source, code: CodeType) -> Scope | None:
    """Find what compiles to exactly this code; None: the file no longer says it."""
    if code not in source.codes:
        return None
    scopes = _scopes(source)
    if code.co_name == "<lambda>":
        return _smallest(scopes.get("<lambda>", []), code)
    for scope in scopes.get(code.co_name, []):
        if first_line(scope.node) == code.co_firstlineno:
            return scope
    return None


def first_line(node: Node) -> int:
    """Give the line on which a definition begins, its decorators included."""
    decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
    return min([node.lineno, *(d.lineno for d in decorators)])


@lru_cache(maxsize=256)
def _scopes(source: Source) -> dict[str, list[Scope]]:
    statements = {id(s.node): s for s in source.all_statements}
    found: dict[str, list[Scope]] = {}
    for node, outer, nearest in _walk(source.tree, (), None):
        name = "<lambda>" if isinstance(node, ast.Lambda) else node.name
        assert nearest is not None
        scope = Scope(node, statements[id(nearest)], outer)
        found.setdefault(name, []).append(scope)
    return found


def _walk(
    tree: ast.AST, outer: tuple[ast.AST, ...], nearest: ast.stmt | None
) -> Iterator[tuple[Node, tuple[ast.AST, ...], ast.stmt | None]]:
    """List the scopes in a tree, with what is around them and the nearest statement."""
    for child in ast.iter_child_nodes(tree):
        # Decorators, defaults and annotations are computed outside of a definition.
        is_inside = not _is_scope(tree) or _is_in_body(child, tree)
        around = outer if is_inside else outer[:-1]
        statement = child if isinstance(child, ast.stmt) else nearest
        if _is_scope(child):
            yield child, around, statement
        is_around = _is_scope(child) or isinstance(child, ast.stmt)
        deeper = (*around, child) if is_around else around
        yield from _walk(child, deeper, statement)


def _is_in_body(child: ast.AST, scope: Node) -> bool:
    body = [scope.body] if isinstance(scope, ast.Lambda) else scope.body
    return any(child is part for part in body)


def _is_scope(node: ast.AST) -> TypeGuard[Node]:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
    return isinstance(node, kinds)


def _smallest(lambdas: list[Scope], code: CodeType) -> Scope | None:
    """Find the innermost lambda whose body holds all of the code's positions."""
    at = position_of(code)
    holding = [s for s in lambdas if isinstance(s.node, ast.Lambda) and _holds(s, at)]
    return max(holding, key=lambda scope: scope.position, default=None)


def _holds(scope: Scope, position: Position) -> bool:
    assert isinstance(scope.node, ast.Lambda)
    start, end = span_of(scope.node.body)
    return start <= position < end
