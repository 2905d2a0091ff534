"""Which text of the program defines a function or a class, as it stands in memory."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import partial
from types import FunctionType, MethodType

from .modules import AT_RUN_TIME, Module, Program
from .names import uses_in
from .statements import Statement

__all__ = [
    "Found",
    "Undefined",
    "class_module",
    "find_class",
    "find_function",
    "is_decorated_by_others",
    "is_own",
    "undecorated",
]


# What has `__wrapped__` and is written by its parts.
_CONTAINERS = (type, partial, staticmethod, classmethod, MethodType)


@dataclass(frozen=True)
class Found:
    """A definition's place, and the decorators that must run again."""

    module: Module
    statement: Statement
    function: FunctionType | None
    decorators: tuple[ast.expr, ...]


class Undefined(Exception):
    """No text at module level defines this; `problem` ends a sentence about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


def is_own(value: object, program: Program) -> bool:
    """Tell whether a function or class was defined by the program.

    What a decorator of the standard library made of a function is the program's too.
    """
    if isinstance(value, type):
        return _is_own_class(value, program)
    return undecorated(value, program) is not None


def undecorated(value: object, program: Program) -> FunctionType | None:
    """Find the program's function in what decorators of others made of it."""
    while not _is_own_function(value, program):
        if isinstance(value, _CONTAINERS) or not hasattr(value, "__wrapped__"):
            return None
        if not isinstance(value, FunctionType) and _is_own_class(type(value), program):
            return None
        value = value.__wrapped__
    assert isinstance(value, FunctionType)
    return value


def is_decorated_by_others(
    value: object, function: FunctionType, program: Program
) -> bool:
    """Tell whether a value is what decorators of others made of this."""
    while value is not function and not isinstance(value, type | partial):
        made_by = type(value).__module__
        if isinstance(value, FunctionType):
            made_by = value.__globals__["__name__"]
        is_others = program.origin_named(made_by) in AT_RUN_TIME
        if not is_others or not hasattr(value, "__wrapped__"):
            return False
        value = value.__wrapped__
    return value is function


def find_function(value: object, program: Program) -> Found | None:
    """Find the `def` at module level of a function, decorated by others or not at all.

    None: it is no such function.

    Raises:
        Undefined: decorators of the program are below those of others.
        NoSource: its module has no text.
    """
    function = undecorated(value, program)
    assert function is not None
    module = program.module_of(function)
    statement = module.source.function(function.__code__)
    if statement is None:
        return None
    if value is function:
        return Found(module, statement, function, ())
    assert isinstance(statement.node, ast.FunctionDef | ast.AsyncFunctionDef)
    decorators: list[ast.expr] = []
    for decorator in reversed(statement.node.decorator_list):
        if not _is_standard(decorator, module, program):
            break
        decorators.insert(0, decorator)
    return Found(module, statement, function, tuple(decorators))


def find_class(cls: type, program: Program) -> Found:
    """Find the statement of a class and its decorators of the standard library.

    The program's own decorators returned the class; what they noted elsewhere is data.

    Raises:
        Undefined: there is none at module level.
        NoSource: its module has no text.
    """
    module = class_module(cls, program)
    methods = [m.__code__ for m in _written_methods(cls)]
    statement = module.source.class_(cls.__name__, methods) if module else None
    if module is not None and (decorated := _decorated_class(cls, module)):
        return decorated
    if module is None or statement is None or "." in cls.__qualname__:
        raise Undefined(
            "is a class that no text at module level defines",
            "define the class at module level",
        )
    assert isinstance(statement.node, ast.ClassDef)
    decorators = [
        d for d in statement.node.decorator_list if _is_standard(d, module, program)
    ]
    return Found(module, statement, None, tuple(decorators))


def _decorated_class(cls: type, module: Module) -> Found | None:
    """Find the class statement whose decorators gave a local class its name."""
    for name, binders in module.source.bindings.items():
        node = binders[-1].statement.node
        if (
            "<locals>" in cls.__qualname__
            and module.namespace.get(name) is cls
            and isinstance(node, ast.ClassDef)
        ):
            return Found(
                module, binders[-1].statement, None, tuple(node.decorator_list)
            )
    return None


def _is_own_function(value: object, program: Program) -> bool:
    if not isinstance(value, FunctionType):
        return False
    name = value.__globals__.get("__name__") or ""
    return program.origin(name, value.__code__.co_filename) == "own"


def _is_own_class(cls: type, program: Program) -> bool:
    if cls.__module__ == "__main__":
        return True
    module = program.loaded(cls.__module__)
    return module is not None and program.origin_of(module) == "own"


def class_module(cls: type, program: Program) -> Module | None:
    """Give the module of the program in which a class was defined."""
    for method in _written_methods(cls):
        return program.module_of(method)
    if found := program.find(cls.__module__):
        return found
    module = program.loaded(cls.__module__)
    return program.module(module) if module else None


def _written_methods(cls: type) -> list[FunctionType]:
    """List the methods from the class's own text, not what a decorator added."""
    return [
        member
        for member in vars(cls).values()
        if isinstance(member, FunctionType)
        and member.__code__.co_qualname == f"{cls.__qualname__}.{member.__name__}"
        and member.__globals__.get("__name__") == cls.__module__
        and not member.__code__.co_filename.startswith("<")
    ]


def _is_standard(decorator: ast.expr, module: Module, program: Program) -> bool:
    """Tell whether a decorator comes from Python or a package, not from the program."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    value = next((module.namespace.get(use.name) for use in uses_in(called)), None)
    name = getattr(value, "__module__", None) or getattr(value, "__name__", None) or ""
    return program.origin_named(name) in AT_RUN_TIME
