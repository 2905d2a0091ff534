"""Whether an expression in the source provably yields a value, without running it."""

from __future__ import annotations

import ast
from collections.abc import Callable

from ..values.literals import write_literal
from ..values.scalars import is_written

__all__ = ["proves"]

IsAbove = Callable[[ast.expr, object], bool]
"""Tells whether a name or attribute, where it stands, already is exactly the value."""


def proves(expression: ast.expr, value: object, is_above: IsAbove) -> bool:
    """Tell whether an expression can yield nothing but a fresh copy of the value."""
    if isinstance(expression, ast.Name | ast.Attribute):
        return is_above(expression, value)
    if isinstance(expression, ast.List | ast.Tuple | ast.Set):
        return _proves_items(expression, value, is_above)
    if isinstance(expression, ast.Dict):
        return _proves_dict(expression, value, is_above)
    try:
        literal = ast.literal_eval(expression)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return is_written(value) and write_literal(literal) == write_literal(value)


def _proves_items(
    node: ast.List | ast.Tuple | ast.Set, value: object, is_above: IsAbove
) -> bool:
    kinds: dict[type, type] = {ast.List: list, ast.Tuple: tuple, ast.Set: set}
    if type(value) is not kinds[type(node)]:
        return False
    if isinstance(value, set):
        try:
            return write_literal(ast.literal_eval(node)) == write_literal(value)
        except (ValueError, TypeError):
            return False
    assert isinstance(value, list | tuple)
    return len(node.elts) == len(value) and all(
        proves(n, v, is_above) for n, v in zip(node.elts, value, strict=True)
    )


def _proves_dict(node: ast.Dict, value: object, is_above: IsAbove) -> bool:
    if type(value) is not dict or len(node.keys) != len(value):
        return False
    return all(
        key is not None and proves(key, k, is_above) and proves(item, v, is_above)
        for key, item, (k, v) in zip(node.keys, node.values, value.items(), strict=True)
    )
