"""Attributes of components and resources that code mentions."""

from __future__ import annotations

from types import FunctionType

from ..model import Component
from ..program.definitions import is_own
from ..program.names import Use
from .graph import Graph, Reached
from .visits import Visit

__all__ = ["Components"]


class Components:
    """Notes in the graph what handlers use of components and resources."""

    def __init__(self, graph: Graph, visit: Visit) -> None:
        self._graph = graph
        self._visit = visit

    def attribute(
        self, value: object, kind: Component, use: Use, reached: Reached
    ) -> None:
        """Follow `component.name`: a method, one of a user's subclass, an Output."""
        called = self._graph.add_component(value, kind)
        name = use.chain[0]
        if name in kind.methods:
            called.setdefault(name, f"{reached.module.path}:{use.position[0]}")
        elif self._is_method_of_user(value, name):
            self._take_method(value, name, reached)
            self._graph.held.setdefault(id(value), reached)  # it has itself
        elif self._graph.classify(attribute := getattr(value, name, None)) == "output":
            self._graph.add_output(attribute, f"{reached.label}.{name}")
            self._graph.resources.setdefault(id(value), {})[name] = attribute
        elif name in kind.lacks:
            problem = f"'{reached.label}.{name}' is not there"
            self._graph.refuse(reached, problem, kind.lacks[name])
        else:
            problem = f"'{reached.label}.{name}' exists at deploy time only"
            methods = ", ".join(sorted(kind.methods))
            remedy = f"a handler may use {methods}, or an Output under its own name"
            self._graph.refuse(reached, problem, remedy)

    def output(self, value: object, use: Use, reached: Reached, path: str) -> None:
        """Follow `resource.name`."""
        name = use.chain[0]
        attributes = self._graph.resources.setdefault(id(value), {})
        if name not in attributes:
            attributes[name] = getattr(value, name, None)
            self._visit(attributes[name], reached, f"{path}.{name}")

    def visit_held(self, names: set[str]) -> None:
        """Come to the methods of users' subclasses that code may call by a name."""
        for key, reached in list(self._graph.held.items()):
            value, component, _ = self._graph.components[key]
            for name in sorted(names - component.methods):
                taken = self._graph.user_methods.get(key, {})
                if name not in taken and self._is_method_of_user(value, name):
                    self._take_method(value, name, reached)

    def _take_method(self, value: object, name: str, reached: Reached) -> None:
        function = getattr(type(value), name)
        self._visit(function, reached, f"{reached.label}.{name}")
        self._graph.user_methods.setdefault(id(value), {})[name] = function

    def _is_method_of_user(self, value: object, name: str) -> bool:
        """Tell whether a component's method is one of a subclass of the program."""
        method = getattr(type(value), name, None)
        return isinstance(method, FunctionType) and is_own(method, self._graph.program)
