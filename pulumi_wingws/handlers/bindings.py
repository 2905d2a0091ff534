"""Names that must mean the same when a handler is decorated and when it is sliced."""

from __future__ import annotations

import sys
from pathlib import Path

from .model import Classify, HandlerSource, NotedBinding
from .program.modules import Module, Program
from .program.names import find_uses
from .reach import names_reached
from .refusals import Refusal, refusal_at
from .values.functions import function_behind

__all__ = ["check_bindings", "note_bindings"]


def note_bindings(
    function: object, *, root: Path, classify: Classify
) -> tuple[NotedBinding, ...]:
    """Note which components and Outputs a function's names stand for right now.

    Call it when the handler is decorated, and hand the result to the slicer in
    `HandlerSource.bindings`: `for name in …: ws = WebSocket(name)` rebinds `ws`, and
    every handler would talk to the last one. Functions and classes of the program that
    the handler reaches count too, in whatever module they are.
    """
    behind = function_behind(function)
    if behind is None:
        return ()
    line = behind.__code__.co_firstlineno
    found: dict[tuple[int, str], NotedBinding] = {}
    for mentioned_by, namespace, name in names_reached([behind], Program(root)):
        value = namespace[name]
        if classify(value) is not None:
            noted = NotedBinding(name, value, line, mentioned_by, namespace)
            found.setdefault((id(namespace), name), noted)
    return tuple(sorted(found.values(), key=lambda noted: noted.name))


def check_bindings(source: HandlerSource, program: Program) -> list[Refusal]:
    """Refuse names that have been bound to something else since they were noted."""
    return [
        _refuse(source, noted, program)
        for noted in source.bindings
        if noted.namespace.get(noted.name) is not noted.value
    ]


def _refuse(source: HandlerSource, noted: NotedBinding, program: Program) -> Refusal:
    module = program.module_of(noted.function)
    uses = find_uses(noted.function.__code__)
    here = (noted.function.__code__.co_firstlineno, 0)
    position = next(
        (u.position for u in uses if noted.name in (u.name, *u.chain)), here
    )
    binders = _home(noted, module, program).source.bindings.get(noted.name, ())
    lines = " and ".join(str(b.statement.node.lineno) for b in binders) or "elsewhere"
    problem = (
        f"'{noted.name}' no longer stands for what it was when {source.name} was "
        f"decorated in line {noted.line}; it is bound in line {lines}"
    )
    remedy = "give each one a name of its own"
    helper = noted.function.__name__
    is_helper = noted.function is not function_behind(source.function)
    chain = (source.name, helper) if is_helper else (source.name,)
    return refusal_at(module.source, position, problem, chain, remedy)


def _home(noted: NotedBinding, module: Module, program: Program) -> Module:
    """Give the module that binds the name."""
    if noted.namespace is module.namespace:
        return module
    name = str(noted.namespace["__name__"])
    return program.find(name) or program.module(sys.modules[name])
