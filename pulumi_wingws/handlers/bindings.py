"""Names that must mean the same when a handler is decorated and when it is sliced."""

from __future__ import annotations

from types import FunctionType

from .model import Classify, HandlerSource, NotedBinding
from .program.modules import Program
from .program.names import find_uses
from .refusals import Refusal, refusal_at

__all__ = ["check_bindings", "note_bindings"]


def note_bindings(function: object, classify: Classify) -> tuple[NotedBinding, ...]:
    """Note which components and Outputs a function's names stand for right now.

    Call it when the handler is decorated, and hand the result to the slicer in
    `HandlerSource.bindings`: `for name in …: ws = WebSocket(name)` rebinds `ws`, and
    every handler would talk to the last one. Helpers of the same module count too.
    """
    if not isinstance(function, FunctionType):
        return ()
    line = function.__code__.co_firstlineno
    return tuple(
        NotedBinding(name, value, line)
        for name, value in sorted(_reachable(function).items())
        if classify(value) is not None
    )


def check_bindings(source: HandlerSource, program: Program) -> list[Refusal]:
    """Refuse names that have been bound to something else since they were noted."""
    if not isinstance(source.function, FunctionType):
        return []
    namespace = source.function.__globals__
    return [
        _refuse(source, noted, program)
        for noted in source.bindings
        if namespace.get(noted.name) is not noted.value
    ]


def _reachable(function: FunctionType) -> dict[str, object]:
    """Give what the names in a function and in its helpers stand for."""
    found: dict[str, object] = {}
    functions = [function]
    while functions:
        for use in find_uses(functions.pop().__code__):
            value = function.__globals__.get(use.name)
            if use.name not in found and value is not None:
                found[use.name] = value
                if _is_helper(value, function):
                    functions.append(value)
    return found


def _is_helper(value: object, function: FunctionType) -> bool:
    return isinstance(value, FunctionType) and value.__globals__ is function.__globals__


def _refuse(source: HandlerSource, noted: NotedBinding, program: Program) -> Refusal:
    assert isinstance(source.function, FunctionType)
    module = program.module_of(source.function)
    uses = find_uses(source.function.__code__)
    here = (source.function.__code__.co_firstlineno, 0)
    position = next((u.position for u in uses if u.name == noted.name), here)
    binders = module.source.bindings.get(noted.name, ())
    lines = " and ".join(str(b.statement.node.lineno) for b in binders) or "elsewhere"
    problem = (
        f"'{noted.name}' no longer stands for what it was when {source.name} was "
        f"decorated in line {noted.line}; it is bound in line {lines}"
    )
    remedy = "give each one a name of its own"
    return refusal_at(module.source, position, problem, (source.name,), remedy)
