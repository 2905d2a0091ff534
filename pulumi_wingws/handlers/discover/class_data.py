"""Attributes of classes that are data: what the program set, in the class or later."""

from __future__ import annotations

import ast
import enum
from abc import ABCMeta
from collections.abc import Callable, Iterator
from functools import partial
from types import CodeType, FunctionType, MethodType

from ..program.definitions import is_own
from ..program.modules import Module, Program
from ..program.names import attribute_names, uses_in
from ..program.statements import bound_names
from ..values.functions import annotations_of
from ..values.literals import children_of, is_mutable
from ..values.scalars import is_written

__all__ = ["ClassAttribute", "assigned_data", "class_data", "deleted"]

ClassAttribute = tuple[str, object, ast.expr | None]
"""A name, its value, and the expression that the class's text assigns to it."""

_MACHINERY = frozenset(
    {"_abc_impl", "_fields", "_field_defaults", "_is_protocol", "_is_runtime_protocol"}
    | {"_non_callable_proto_members_", "_make", "_replace", "_asdict"}
)


def class_data(
    cls: type, node: ast.ClassDef, body: CodeType, module: Module, program: Program
) -> list[ClassAttribute]:
    """List what a class holds that its text may not yield again.

    What the text defines, and objects that cannot be written down, come from the text.
    """
    if issubclass(cls, enum.Enum):
        return list(_member_data(cls, _bound(node.body)))
    bound = _bound(node.body)
    fields = getattr(cls, "__dataclass_fields__", {})
    data: list[ClassAttribute] = [
        (name, value, _assigned(bound.get(name)))
        for name, value in vars(cls).items()
        if name not in _MACHINERY
        and (name not in fields or name not in bound)
        and _is_data(name, value, bound.get(name), body, module, program)
    ]
    return data + _added_annotations(cls, node)


def assigned_data(
    cls: type, node: ast.ClassDef, choose: Callable[[object], bool]
) -> list[ClassAttribute]:
    """List what a class's text assigns, and holds, that is chosen."""
    return [
        (name, vars(cls)[name], expression)
        for name, binder in _bound(node.body).items()
        if (expression := _assigned(binder)) is not None
        if name in vars(cls) and choose(vars(cls)[name])
    ]


def _member_data(
    cls: type[enum.Enum], bound: dict[str, ast.stmt]
) -> Iterator[ClassAttribute]:
    """List what the program did to the members of an enumeration."""
    methods = [m for base in cls.__mro__ for m in vars(base).values()]
    codes = [m.__code__ for m in methods if isinstance(m, FunctionType)]
    own = set[str]().union(*map(attribute_names, codes))
    for member in cls:
        for name, value in vars(member).items():
            if name == "_value_" and is_mutable(value):
                written = _assigned(bound.get(member.name))
                yield f"{member.name}.{name}", value, written
            elif not name.startswith("_") and name not in own:
                yield f"{member.name}.{name}", value, None


def _added_annotations(cls: type, node: ast.ClassDef) -> list[ClassAttribute]:
    """List the annotations that were added after the class; a metaclass has its own."""
    if type(cls) not in {type, ABCMeta}:
        return []
    written = {
        mangled(cls, each.target.id)
        for each in _statements(node.body)
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
    }
    return [
        (f"__annotations__[{name!r}]", value, None)
        for name, value in annotations_of(cls).items()
        if name not in written
    ]


def deleted(cls: type, node: ast.ClassDef) -> list[str]:
    """List what a class's text binds, but the class no longer has."""
    if type(cls) not in {type, ABCMeta}:
        return []
    bound = _bound(node.body)
    fields = getattr(cls, "__dataclass_fields__", {})
    gone = {
        name
        for each in node.body
        if isinstance(each, ast.Delete)
        for name in (t.id for t in each.targets if isinstance(t, ast.Name))
    }
    return [
        name
        for name, each in sorted(bound.items())
        if name not in {*gone, *fields}
        and mangled(cls, name) not in vars(cls)
        and not (isinstance(each, ast.AnnAssign) and each.value is None)
    ]


def mangled(cls: type, name: str) -> str:
    """Give the name under which a class has what its text calls by a private one."""
    is_private = name.startswith("__") and not name.endswith("__")
    return f"_{cls.__name__.lstrip('_')}{name}" if is_private else name


def _is_data(
    name: str,
    value: object,
    binder: ast.stmt | None,
    body: CodeType,
    module: Module,
    program: Program,
) -> bool:
    if isinstance(binder, ast.FunctionDef | ast.AsyncFunctionDef):
        return not binder.decorator_list and _is_replaced(value, body)
    if isinstance(binder, ast.ClassDef):
        return False
    if name.startswith("__") and name.endswith("__"):
        is_own_method = isinstance(value, FunctionType) and is_own(value, program)
        if binder is not None or not is_own_method or _is_generated(value):
            return False
        return _is_replaced(value, body)
    if binder is None:
        return not hasattr(type(value), "__set__") or isinstance(value, property)
    expression = _assigned(binder)
    names = uses_in(expression) if expression is not None else []
    is_late = any(_is_late(use.name, module, program) for use in names)
    is_moved = isinstance(expression, ast.Name) and is_own(type(value), program)
    return is_written(value) or _is_container(value) or is_late or is_moved


def _is_generated(value: object) -> bool:
    """Tell whether attrs wrote the text of a method; its decorator does so again."""
    function = getattr(value, "__func__", value)
    code = getattr(function, "__code__", None)
    return code is not None and code.co_filename.startswith("<attrs generated ")


def _is_late(name: str, module: Module, program: Program) -> bool:
    """Tell whether a global name has its value only when all files are loaded."""
    value = module.namespace.get(name)
    if not isinstance(value, FunctionType) or not is_own(value, program):
        return False
    return program.module_of(value).source.function(value.__code__) is None


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
