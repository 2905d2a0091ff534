"""Lines that run again at cold start, for what cannot be written down.

A lock, a client or a type alias is made again by the lines that begin with its name:
the one assignment, and calls of its methods below it. Where the program does more with
it at module level, what that did would be lost, so there the name is refused.
"""

from __future__ import annotations

import ast
import types
from collections.abc import Iterator
from pathlib import Path

from ..program.definitions import Undefined
from ..program.modules import AT_RUN_TIME, Module, Program
from ..program.names import Use, uses_in
from ..program.statements import Statement
from ..values.instances import is_locked

__all__ = ["can_run_again", "rerun_lines", "rerun_uses"]

_READS = frozenset({"environ", "environb", "getenv", "argv", "stdin"})
_FORBIDDEN = frozenset({"open", "input", "iter", "next"})


def can_run_again(value: object, program: Program) -> bool:
    """Tell whether a value is an object of Python, Lambda or a package of others."""
    cls = type(value)
    if cls in {types.GeneratorType, types.CoroutineType, types.FrameType}:
        return False
    module = cls.__module__
    if cls is memoryview or isinstance(value, type):
        return True
    if module == "builtins":
        return False
    return program.origin_named(module) in AT_RUN_TIME


def rerun_lines(module: Module, name: str, root: Path) -> list[Statement]:
    """Give the statements that make a name's object, in their order.

    Raises:
        Undefined: it is not made by one assignment at module level, or not by it alone.
    """
    binders = module.source.bindings.get(name, ())
    if len(binders) != 1 or not _assigns(binders[0].statement, name):
        raise Undefined(
            "cannot be written down, and no single assignment at module level makes it",
            "create it inside the handler, or by one assignment at module level",
        )
    lines = [binders[0].statement]
    statements = module.source.statements
    for statement in () if _is_constant(module.namespace[name]) else statements:
        if statement is lines[0] or not _may_change(statement.node, name):
            continue
        if statement.headers or not _begins_with(statement.node, name):
            raise Undefined(
                f"cannot be written down, and line {statement.node.lineno} "
                "does more with it than call its methods",
                "create it inside the handler, or in a function with @on_init",
            )
        lines.append(statement)
    for line in lines:
        _stop_at_reads(line.node, root)
    if len(lines) == 1 and is_locked(module.namespace[name]):
        raise Undefined(
            f"is a lock, and held; line {lines[0].node.lineno} would make a free one",
            "release it at deploy time, or create it inside the handler",
        )
    return lines


def rerun_uses(lines: list[Statement]) -> list[Use]:
    """List the names that lines mention."""
    return [use for line in lines for use in _uses(line.node)]


def _is_constant(value: object) -> bool:
    """Tell whether nothing changes a value, whoever gets it: a class, a type alias."""
    kinds = (type, types.GenericAlias, types.UnionType)
    return isinstance(value, kinds) or type(value).__module__ == "typing"


def _assigns(statement: Statement, name: str) -> bool:
    node = statement.node
    if statement.headers or not isinstance(node, ast.Assign | ast.AnnAssign):
        return False
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return node.value is not None and all(isinstance(t, ast.Name) for t in targets)


def _begins_with(node: ast.stmt, name: str) -> bool:
    """Tell whether a statement is `name.method(…)`, `name.x = …` or `name[x] = …`."""
    target: ast.expr | None = None
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        target = node.value.func
    elif isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
    is_part = isinstance(target, ast.Attribute) or (
        isinstance(node, ast.Assign) and isinstance(target, ast.Subscript)
    )
    if not is_part:
        return False
    assert isinstance(target, ast.Attribute | ast.Subscript)
    return isinstance(target.value, ast.Name) and target.value.id == name


def _expressions(node: ast.stmt) -> list[ast.expr]:
    """List what a statement computes: its value, and the key under which that goes."""
    assert isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr)
    assert node.value is not None
    targets = node.targets if isinstance(node, ast.Assign) else []
    return [node.value, *(t.slice for t in targets if isinstance(t, ast.Subscript))]


def _uses(node: ast.stmt) -> list[Use]:
    return [use for expression in _expressions(node) for use in uses_in(expression)]


def _may_change(node: ast.stmt, name: str) -> bool:
    """Tell whether a statement does more with an object than hold or annotate it."""
    if not _mentions(node, name):
        return False
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return any(_mentions(d, name) for d in (*node.decorator_list, *_calls(node)))
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(_mentions(part, name) for part in (*targets, *_calls(node)))
    return True


def _mentions(tree: ast.AST, name: str) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id == name
        for node in (tree, *_nodes_that_run(tree))
    )


def _calls(tree: ast.AST) -> Iterator[ast.AST]:
    return (node for node in _nodes_that_run(tree) if isinstance(node, ast.Call))


def _nodes_that_run(node: ast.AST) -> Iterator[ast.AST]:
    """List what runs when a statement runs, without the statements inside it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(node, ast.ClassDef) or not isinstance(child, ast.stmt):
            yield child
            yield from _nodes_that_run(child)


def _stop_at_reads(node: ast.stmt, root: Path) -> None:
    """Refuse lines that would find something else in Lambda."""
    for use in _uses(node):
        if use.name in _FORBIDDEN or _READS.intersection((use.name, *use.chain)):
            raise _reads(".".join((use.name, *use.chain)))
    for child in ast.walk(node):
        text = child.value if isinstance(child, ast.Constant) else None
        if isinstance(text, str) and text and (root / text).is_file():
            raise _reads(text)


def _reads(what: str) -> Undefined:
    return Undefined(
        f"cannot be written down, and what makes it again reads '{what}'",
        "read that into a name of its own first, or create it inside the handler",
    )
