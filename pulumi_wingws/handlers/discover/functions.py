"""Functions of the program that are reached, by a name or by a variable alone."""

from __future__ import annotations

import ast
from dataclasses import replace
from types import FunctionType
from typing import get_args

from ..program.definitions import (
    Found,
    Undefined,
    find_function,
    is_decorated_by_others,
    is_own,
    undecorated,
)
from ..program.modules import Module, NoSource
from ..program.names import find_free_uses, uses_in
from ..program.scopes import Scope, find_scope
from ..values.functions import (
    annotations_of,
    cell_contents,
    cells_of,
    decorator_text,
    parts_of,
)
from .graph import Closure, Definition, Graph, Reached
from .members import visit_member
from .mentions import Mentions
from .texts import Texts
from .verdicts import is_of_deploy_time
from .visits import Visits

__all__ = ["Functions"]


class Functions:
    """Notes functions in the graph, and goes on to all that they are made of."""

    def __init__(
        self, graph: Graph, visits: Visits, mentions: Mentions, texts: Texts
    ) -> None:
        self._graph = graph
        self._program = graph.program
        self._visits = visits
        self._mentions = mentions
        self._texts = texts

    def expand(self, value: object, reached: Reached, path: str) -> None:
        """Look at a function, or at what decorators of others made of it.

        Raises:
            NoSource: it was not read from a file.
            Undefined: no text of the program makes it.
        """
        function = undecorated(value, self._program)
        assert function is not None
        module = self._program.module_of(function)
        if visit_member(value, module, reached, self._graph, self._visits.visit):
            return
        found = find_function(value, self._program)
        if found is not None:
            self._definition(value, found, reached, path)
        elif value is function:
            self._closure(function, module, reached, path)
        elif decorator_text(value):
            self._visits.visit(getattr(value, "__wrapped__", None), reached, path)
        else:
            raise Undefined(
                "is what a decorator made of a function inside a function",
                "decorate a function at module level",
            )

    def _definition(
        self, value: object, found: Found, reached: Reached, path: str
    ) -> None:
        definition = self._texts.define(value, found, reached)
        function, module = found.function, found.module
        assert function is not None
        decorated = module.namespace.get(function.__code__.co_name)
        if decorated is not value and is_decorated_by_others(
            decorated, function, self._program
        ):
            self._graph.members[id(value)] = decorated, "__wrapped__"
            del self._graph.definitions[id(value)]
            self._visits.visit(decorated, reached, path)
            return
        for registered in getattr(value, "registry", {}).values():
            self._registered(registered, function.__code__.co_name, definition)
        self._texts.follow_code(function.__code__, definition)
        if not module.source.has_lazy_annotations:
            self._signature(definition)
        for decorator in found.decorators:
            self._texts.follow_expression(decorator, definition)
        for key, part in parts_of(function).items():
            self._part(function, part, definition.reached, f"{path}{key}")
        if not found.decorators and not self._graph.is_named(definition):
            self._annotations(function, definition.reached, path)

    def _registered(self, value: object, name: str, generic: Definition) -> None:
        """Come to an implementation of a single dispatch: its decorator runs again."""
        if not is_own(value, self._program):
            return
        found = find_function(value, self._program)
        if found is None or self._visits.has_met(value) or found.function is not value:
            return
        node = found.statement.node
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        registers = [d for d in node.decorator_list if _is_register(d, name)]
        if not registers:
            self._visits.visit(value, generic.reached, name)
            return
        self._visits.meet(value)
        found = replace(found, decorators=tuple(registers))
        self._definition(value, found, generic.reached, name)
        self._texts.follow_annotations(self._graph.definitions[id(value)])

    def _signature(self, definition: Definition) -> None:
        """Follow the annotations of a function that are computed when it is defined."""
        node = definition.node
        assert not isinstance(node, ast.ClassDef)
        blanked = {id(a.expression) for a in definition.blanked}
        arguments = (a for a in ast.walk(node.args) if isinstance(a, ast.arg))
        for expression in (*(a.annotation for a in arguments), node.returns):
            if expression is not None and id(expression) not in blanked:
                self._texts.follow_expression(expression, definition)

    def _closure(
        self, function: FunctionType, module: Module, reached: Reached, path: str
    ) -> None:
        scope = _scope(function, module)
        label = f"{function.__code__.co_name}() {module.path}:{scope.node.lineno}"
        here = Reached(label, module, reached.position, reached.parent)
        blanked = self._texts.blanked(scope.node, module)
        closure = Closure(function, module, scope, blanked, here)
        self._graph.add_module(module)
        self._graph.closures[id(function)] = closure
        self._texts.follow_code(function.__code__, closure)
        for name, cell in cells_of(function):
            uses = list(find_free_uses(function.__code__, name))
            for value in cell_contents(cell):
                self._mentions.hold(value, uses, here, f"{path}.{name}")
        for key, part in parts_of(function).items():
            self._part(function, part, here, f"{path}{key}")
        self._annotations(function, here, path)

    def _part(
        self, function: FunctionType, part: object, reached: Reached, path: str
    ) -> None:
        """Come to a default or an attribute of a function."""
        if function in self._graph.functions:
            self._visits.visit(part, reached, path)
        else:
            self._visits.visit_unless_buried(part, reached, path)

    def _annotations(self, function: FunctionType, here: Reached, path: str) -> None:
        """Come to the annotations of what no `def` makes again, as they ended."""
        found = {
            name: value
            for name, value in annotations_of(function).items()
            if not self._is_of_deploy_time(value)
        }
        self._graph.annotations[id(function)] = found
        for name, value in found.items():
            self._visits.visit(value, here, f"{path}.__annotations__[{name!r}]")

    def _is_of_deploy_time(self, value: object) -> bool:
        return (
            self._graph.classify(value) is not None
            or is_of_deploy_time(value, self._program)
            or any(map(self._is_of_deploy_time, get_args(value)))
        )


def _is_register(decorator: ast.expr, name: str) -> bool:
    """Tell whether a decorator is `name.register`, called or not."""
    return any(
        use.name == name and use.chain[:1] == ("register",)
        for use in uses_in(decorator)
    )


def _scope(function: FunctionType, module: Module) -> Scope:
    """Find the text of a function inside a function, or of a lambda."""
    scope = find_scope(module.source, function.__code__)
    if scope is not None:
        return scope
    if function.__code__.co_filename.startswith("<"):
        raise NoSource("it was not read from a file (REPL, exec or notebook)")
    raise Undefined(
        f"is no longer what {module.path} says",
        "the file changed while the program ran: run it again",
    )
