"""Which text of the program defines a function or a class, as it stands in memory."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from types import FunctionType

from .names import uses_in
from .program import Module, Program
from .sources import Statement

__all__ = ["Found", "Undefined", "find_class", "find_function", "is_own"]


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
    function = _undecorated(value)
    if function is None:
        return False
    name = function.__globals__.get("__name__") or ""
    return program.origin(name, function.__code__.co_filename) == "own"


def find_function(value: object, program: Program) -> Found:
    """Find the `def` of a function, decorated by the standard library or not at all.

    Raises:
        Undefined: there is none at module level that makes this very function.
        NoSource: its module has no text.
    """
    function = _undecorated(value)
    assert function is not None
    module = program.module_of(function)
    statement = module.source.function(function.__code__)
    if statement is None:
        raise _no_statement(function, module)
    if value is function:
        return Found(module, statement, function, ())
    assert isinstance(statement.node, ast.FunctionDef | ast.AsyncFunctionDef)
    decorators = statement.node.decorator_list
    if not all(_is_standard(d, module, program) for d in decorators):
        raise Undefined(
            "is what a decorator made of the function below it",
            "decorators that wrap a handler's functions do not travel yet: "
            "call the wrapped code by hand",
        )
    return Found(module, statement, function, tuple(decorators))


def find_class(cls: type, program: Program) -> Found:
    """Find the statement of a class and its decorators of the standard library.

    The program's own decorators returned the class; what they noted elsewhere is data.

    Raises:
        Undefined: there is none at module level.
        NoSource: its module has no text.
    """
    module = _class_module(cls, program)
    methods = [m.__code__ for m in _written_methods(cls)]
    statement = module.source.class_(cls.__name__, methods) if module else None
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


def _undecorated(value: object) -> FunctionType | None:
    """Follow `__wrapped__` down to what `def` made."""
    while not (isinstance(value, FunctionType) and not hasattr(value, "__wrapped__")):
        if isinstance(value, type) or not hasattr(value, "__wrapped__"):
            return None
        value = value.__wrapped__
    return value


def _is_own_class(cls: type, program: Program) -> bool:
    if cls.__module__ == "__main__":
        return True
    module = program.loaded(cls.__module__)
    return module is not None and program.origin_of(module) == "own"


def _class_module(cls: type, program: Program) -> Module | None:
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
        and member.__qualname__ == f"{cls.__qualname__}.{member.__name__}"
        and member.__globals__.get("__name__") == cls.__module__
        and not member.__code__.co_filename.startswith("<")
    ]


def _is_standard(decorator: ast.expr, module: Module, program: Program) -> bool:
    """Tell whether a decorator comes from the standard library."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    value = next((module.namespace.get(use.name) for use in uses_in(called)), None)
    name = getattr(value, "__module__", None) or getattr(value, "__name__", None) or ""
    return program.origin(name, None) == "stdlib"


def _no_statement(function: FunctionType, module: Module) -> Undefined:
    """Say why a function's code is not a `def` of its module."""
    if function.__code__.co_name == "<lambda>":
        return Undefined("is a lambda", "write it as a def at module level")
    if "<locals>" in function.__qualname__:
        outer = function.__qualname__.partition(".<locals>")[0]
        return Undefined(f"is defined inside {outer}()", "define it at module level")
    if "." in function.__qualname__:
        return Undefined("is a method", "capture the class, or define a function")
    return Undefined(
        f"is no longer what {module.path} says",
        "the file changed while the program ran: run it again",
    )
