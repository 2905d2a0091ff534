"""Names that hold something of Pulumi's, of which handlers have the run-time side."""

from __future__ import annotations

import ast
from collections.abc import Callable

from ..discover.graph import Graph
from ..model import Component
from ..program.modules import Module
from ..program.statements import Statement
from ..runtime_files import is_runtime_name
from .decision import Decision
from .handle_text import handle_text
from .index import index_name
from .objects import Objects

__all__ = ["Handles"]


class Handles:
    """Writes handles on the lines of their names.

    `bind` is told of each name of a class by which a handle is written.
    """

    def __init__(
        self,
        graph: Graph,
        decision: Decision,
        objects: Objects,
        bind: Callable[[Module, str], None],
    ) -> None:
        self._graph = graph
        self._decision = decision
        self._objects = objects
        self._bind = bind

    def write(self, module: Module, name: str, value: object) -> bool:
        """Write a handle on the line of a name; tell whether the value has one."""
        text = handle_text(value, self._graph)
        if text is None:
            return False
        place = index_name(module, name)
        if (owner := self._objects.let_own(value, place)) != place:
            self._decision.index.fills.append(f"{place} = {owner}")
        else:
            by_class = self._by_class(module, name, value)
            self._decision.assign(module, name, by_class or text)
        return True

    def add_attributes(self) -> None:
        """Give handles the Outputs and methods that code asks them for by name."""
        for value, _, _ in self._graph.components.values():
            outputs = self._graph.resources.get(id(value), {})
            methods = self._graph.user_methods.get(id(value), {})
            for name, attribute in sorted({**outputs, **methods}.items()):
                place = self._objects.expression(value)
                text = self._objects.expression(attribute)
                bound = f"{text}.__get__({place})" if name in methods else text
                self._decision.index.fills.append(f"{place}.{name} = {bound}")

    def _by_class(self, module: Module, name: str, value: object) -> str | None:
        """Write a handle by its class's own name, where an import gives that above."""
        kind = self._graph.classify(value)
        binders = module.source.bindings.get(name)
        if not isinstance(kind, Component) or not binders:
            return None
        for known, bound in module.namespace.items():
            if (
                bound is type(value)
                and self._is_class_of_ours(bound, kind)
                and _is_imported_above(module, known, binders[-1].statement)
            ):
                self._bind(module, known)
                return f'{known}("{kind.name}")'
        return None

    def _is_class_of_ours(self, cls: type, kind: Component) -> bool:
        return (
            cls.__name__ == kind.kind
            and is_runtime_name(kind.kind)
            and self._graph.program.origin(cls.__module__, None) == "runtime"
        )


def _is_imported_above(module: Module, name: str, statement: Statement) -> bool:
    binders = module.source.bindings.get(name, ())
    return len(binders) == 1 and (
        isinstance(binders[0].statement.node, ast.ImportFrom)
        and binders[0].statement.start < statement.start
    )
