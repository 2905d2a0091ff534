"""Methods and nested classes that stand in the text of a class, as they are now."""

from __future__ import annotations

import ast
from _abc import _get_dump  # type: ignore[import-not-found]  # no other way to ask
from abc import ABCMeta
from collections.abc import Iterator
from types import CodeType, FunctionType

__all__ = ["methods_in", "nested_classes", "virtual_subclasses"]

Method = tuple[str, FunctionType, ast.FunctionDef | ast.AsyncFunctionDef]
"""How the class offers it, what `def` made, and its text."""


def methods_in(cls: type, node: ast.ClassDef, body: CodeType) -> Iterator[Method]:
    """List the methods of a class that its own text defines, undecorated ones."""
    texts = {
        (child.name, _first_line(child)): child
        for child in ast.walk(node)
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    for name, value in vars(cls).items():
        function = getattr(value, "__func__", value)
        if not isinstance(function, FunctionType) or isinstance(value, type):
            continue
        code = function.__code__
        text = texts.get((code.co_name, code.co_firstlineno))
        if text is not None and code in body.co_consts and name == code.co_name:
            path = f"{name}.__func__" if isinstance(value, classmethod) else name
            yield path, function, text


def nested_classes(
    cls: type, node: ast.ClassDef, body: CodeType
) -> Iterator[tuple[str, type, ast.ClassDef, CodeType]]:
    """List the classes in a class's own body, each with its text and its code."""
    for child in node.body:
        value = vars(cls).get(child.name) if isinstance(child, ast.ClassDef) else None
        if not isinstance(child, ast.ClassDef) or not isinstance(value, type):
            continue
        for code in body.co_consts:
            if isinstance(code, CodeType) and code.co_name == child.name:
                yield child.name, value, child, code


def virtual_subclasses(cls: type) -> list[type]:
    """List the classes that were registered with an abstract one, by name."""
    if not isinstance(cls, ABCMeta):
        return []
    registry, *_ = _get_dump(cls)
    classes = [reference() for reference in registry]
    return sorted(
        (c for c in classes if c), key=lambda c: (c.__module__, c.__qualname__)
    )


def _first_line(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return min([node.lineno, *(d.lineno for d in node.decorator_list)])
