"""Expressions that are computed here as Python would, running nobody's code."""

from __future__ import annotations

import ast
import pathlib
import re
from collections.abc import Callable
from types import ModuleType
from typing import Any

from ..values.scalars import is_written
from .pure import (
    MODULES,
    PATH_PARTS,
    UNARY,
    NotConstant,
    call,
    combine,
    format_value,
    is_pure,
    methods_of,
)

__all__ = ["LookUp", "NotConstant", "compute"]

LookUp = Callable[[ast.Name], object]
"""Gives what a name means where an expression stands, or raises NotConstant."""


def compute(expression: ast.expr, look_up: LookUp) -> object:
    """Compute an expression.

    Raises:
        NotConstant: it is none that is computed here, or it raises an error.
    """
    try:
        return _Computation(look_up).value(expression)
    except NotConstant:
        raise
    except Exception as exc:
        raise NotConstant from exc


class _Computation:
    def __init__(self, look_up: LookUp) -> None:
        self._look_up = look_up

    def value(self, node: ast.expr) -> Any:
        """Compute an expression by its kind."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return self._look_up(node)
        return _KINDS[type(node)](self, node)

    def attribute(self, node: ast.Attribute) -> object:
        """Read a name of a module, of a class, or a part of a path."""
        owner = self.value(node.value)
        if isinstance(owner, pathlib.PurePath) and node.attr in PATH_PARTS:
            return getattr(owner, node.attr)
        if (
            owner not in MODULES
            if isinstance(owner, ModuleType)
            else not is_pure(owner)
        ):
            raise NotConstant
        value = vars(owner)[node.attr]
        if is_pure(value) or is_written(value) or isinstance(value, re.RegexFlag):
            return value
        raise NotConstant

    def call(self, node: ast.Call) -> object:
        """Call a function, a class, or a method of a text or path."""
        args = self.items(node.args)
        named = {word.arg: self.value(word.value) for word in node.keywords if word.arg}
        method = self._method(node.func)
        function = method or self.value(node.func)
        if len(named) < len(node.keywords) or (not method and not is_pure(function)):
            raise NotConstant
        return call(function, args, named)

    def _method(self, node: ast.expr) -> object:
        if not isinstance(node, ast.Attribute):
            return None
        owner = self.value(node.value)
        return getattr(owner, node.attr) if node.attr in methods_of(owner) else None

    def sequence(self, node: ast.List | ast.Tuple | ast.Set) -> object:
        """Make a list, tuple or set."""
        kinds: dict[type, type] = {ast.List: list, ast.Tuple: tuple, ast.Set: set}
        return kinds[type(node)](self.items(node.elts))

    def dict(self, node: ast.Dict) -> object:
        """Make a dict."""
        keys = [self.value(key) for key in node.keys if key is not None]
        return dict(zip(keys, map(self.value, node.values), strict=True))

    def binary(self, node: ast.BinOp) -> object:
        """Combine two values."""
        return combine(node.op, self.value(node.left), self.value(node.right))

    def unary(self, node: ast.UnaryOp) -> object:
        """Negate, or the like."""
        return UNARY[type(node.op)](self.value(node.operand))

    def text(self, node: ast.JoinedStr) -> object:
        """Put an f-string together."""
        return "".join(map(self._part, node.values))

    def _part(self, node: ast.expr) -> str:
        if not isinstance(node, ast.FormattedValue):
            return str(self.value(node))
        specification = self.value(node.format_spec) if node.format_spec else ""
        return format_value(self.value(node.value), node.conversion, specification)

    def subscript(self, node: ast.Subscript) -> object:
        """Take an item, or some."""
        owner = self.value(node.value)
        if isinstance(owner, type):
            raise NotConstant
        return owner[self.value(node.slice)]

    def slice(self, node: ast.Slice) -> object:
        """Make a slice."""
        parts = (node.lower, node.upper, node.step)
        return slice(*(None if part is None else self.value(part) for part in parts))

    def items(self, nodes: list[ast.expr]) -> list[Any]:
        """Compute several expressions; those with a star are many."""
        items: list[Any] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                several = self.value(node.value)
                if isinstance(several, set | frozenset):
                    raise NotConstant
                items += several
            else:
                items.append(self.value(node))
        return items


_KINDS: dict[type[ast.expr], Callable[[_Computation, Any], object]] = {
    ast.Attribute: _Computation.attribute,
    ast.BinOp: _Computation.binary,
    ast.Call: _Computation.call,
    ast.Dict: _Computation.dict,
    ast.JoinedStr: _Computation.text,
    ast.List: _Computation.sequence,
    ast.Set: _Computation.sequence,
    ast.Slice: _Computation.slice,
    ast.Subscript: _Computation.subscript,
    ast.Tuple: _Computation.sequence,
    ast.UnaryOp: _Computation.unary,
}
