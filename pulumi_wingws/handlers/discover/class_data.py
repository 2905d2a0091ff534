"""Attributes of classes that are data: what the program set, in the class or later."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterator
from functools import partial
from types import CodeType, FunctionType, MethodType

from ..program.definitions import is_own
from ..program.modules import Program
from ..program.statements import bound_names
from ..values.literals import children_of
from ..values.scalars import is_written

__all__ = ["ClassAttribute", "class_data"]

ClassAttribute = tuple[str, object, ast.expr | None]
"""A name, its value, and the expression that the class's text assigns to it."""

_MACHINERY = frozenset(
    {"_abc_impl", "_fields", "_field_defaults", "_is_protocol", "_is_runtime_protocol"}
    | {"_non_callable_proto_members_", "_make", "_replace", "_asdict"}
)


def class_data(
    cls: type, node: ast.ClassDef, body: CodeType, program: Program
) -> list[ClassAttribute]:
    """List what a class holds that its text may not yield again.

    What the text defines, and objects that cannot be written down, come from the text.
    """
    if issubclass(cls, enum.Enum):
        return []
    bound = _bound(node.body)
    fields = getattr(cls, "__dataclass_fields__", {})
    return [
        (name, value, _assigned(bound.get(name)))
        for name, value in vars(cls).items()
        if name not in _MACHINERY
        and (name not in fields or name not in bound)
        and _is_data(name, value, bound.get(name), body, program)
    ]


def _is_data(
    name: str,
    value: object,
    binder: ast.stmt | None,
    body: CodeType,
    program: Program,
) -> bool:
    if isinstance(binder, ast.FunctionDef | ast.AsyncFunctionDef):
        return not binder.decorator_list and _is_replaced(value, body)
    if isinstance(binder, ast.ClassDef):
        return False
    if name.startswith("__") and name.endswith("__"):
        is_own_method = isinstance(value, FunctionType) and is_own(value, program)
        return binder is None and is_own_method and _is_replaced(value, body)
    if binder is None:
        return not hasattr(type(value), "__set__") or isinstance(value, property)
    return is_written(value) or _is_container(value)


def _is_container(value: object) -> bool:
    kinds = {staticmethod, classmethod, property, partial, MethodType}
    return children_of(value) is not None and type(value) not in kinds


def _is_replaced(value: object, body: CodeType) -> bool:
    """Tell whether a method is not what the class's own text defines."""
    value = getattr(value, "__func__", value)
    if not isinstance(value, FunctionType):
        return True
    return value.__code__ not in body.co_consts


def _assigned(binder: ast.stmt | None) -> ast.expr | None:
    return binder.value if isinstance(binder, ast.Assign | ast.AnnAssign) else None


def _bound(body: list[ast.stmt]) -> dict[str, ast.stmt]:
    """Find the last statement in a class's body that binds each name."""
    return {name: node for node in _statements(body) for name, _ in bound_names(node)}


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = [n for n in ast.iter_child_nodes(node) if isinstance(n, ast.stmt)]
            yield from _statements(inner)
