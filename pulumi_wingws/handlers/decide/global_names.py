"""Global names: what of the program's text gives each its value again."""

from __future__ import annotations

import builtins
from collections.abc import Iterable

from ..discover.graph import Graph, Reached
from ..discover.verdicts import home_of
from ..program.modules import Module
from ..program.names import uses_in
from ..program.statements import Statement
from .decision import Decision
from .handles import Handles
from .imports import Imports
from .index import index_name
from .objects import Objects
from .touched import is_stored, touched_names

__all__ = ["GlobalNames", "sorted_names"]


_TYPES = frozenset({"collections", "collections.abc", "types", "typing"})
"""Modules that annotations mention, and that Python has loaded anyway."""


class GlobalNames:
    """Binds names, each once: by a definition, an import, a handle or its own lines.

    `data` are the names that none of these binds: their values must be written.
    `touched` are those that code may change or bind while files are loaded, `constants`
    says of a name's line on which names and lines it relies; None: it proves nothing.
    """

    def __init__(self, graph: Graph, decision: Decision, objects: Objects) -> None:
        self.graph = graph
        self.data: set[tuple[Module, str]] = set()
        self.touched = touched_names(graph)
        self.constants: dict[
            tuple[Module, str], tuple[list[str], list[Statement]] | None
        ] = {}
        self.imports = Imports(graph, decision, self.bind)
        self.handles = Handles(graph, decision, objects, self.bind)
        self._decision = decision
        self._objects = objects
        self._bound = {
            (definition.module, definition.name): definition.value
            for definition in graph.definitions.values()
            if graph.is_named(definition)
        }

        for definition in graph.definitions.values():
            place = definition.module, definition.name
            if definition.value is definition.function or graph.is_named(definition):
                continue
            decision.late.add(place)
            if place in self._bound:
                self._refuse_two(definition.reached, definition.name)

    def bind(self, module: Module, name: str) -> None:
        """Bind a name; one that stands for two things is refused."""
        value = module.namespace[name]
        if (module, name) in self._bound:
            if self._bound[module, name] is not value:
                self._refuse_two(self.graph.names[module, name], name)
            return
        self._bound[module, name] = value
        self.graph.add_module(module)
        is_bound = (
            self.imports.keep(module, name, value)
            or self.imports.keep_star(module, name, value)
            or self.handles.write(module, name, value)
            or self._run_again(module, name, value)
        )
        if not is_bound:
            self.data.add((module, name))
        elif (module, name) in self._decision.late:
            self._refuse_two(self.graph.names[module, name], name)

    def is_settled(self, module: Module, name: str) -> bool:
        """Tell whether nothing but the lines of a name binds it while files load."""
        place = module, name
        is_bound = place in self.touched and is_stored(*place)
        return not is_bound and place not in self._decision.late

    def keep_line(self, module: Module, statement: Statement) -> None:
        """Keep an assignment, with its annotation if what that mentions is there."""
        annotation = getattr(statement.node, "annotation", None)
        uses = [] if annotation is None else uses_in(annotation)
        names = sorted({use.name for use in uses})
        is_whole = all(self._has_type(module, name, statement) for name in names)
        for name in names if is_whole else ():
            if name in module.namespace:
                self.bind(module, name)
        self._decision.keep_assignment(module, statement, is_whole=is_whole)

    def _has_type(self, module: Module, name: str, statement: Statement) -> bool:
        """Tell whether a name in an annotation costs nothing."""
        if name not in module.namespace:
            return name in vars(builtins)
        value, binder = module.namespace[name], module.binder_above(name, statement)
        if binder is None or id(value) in self.graph.definitions:
            return binder is not None
        return binder.alias is not None and home_of(value) in _TYPES

    def is_shown(self, module: Module, name: str) -> bool:
        """Tell whether a name that is bound once is bound in its own file."""
        (binder,) = module.source.bindings[name]
        shown = self._decision.pieces.get(id(module), ())
        return binder.alias is not None or any(
            piece.start == binder.statement.start
            and (piece.text is None or piece.text.startswith(f"{name} = "))
            for piece in shown
        )

    def bury(self, module: Module, name: str) -> None:
        """Let a name of deploy time say so when a helper comes to it at run time."""
        if (module, name) not in self._bound:
            self._decision.assign(module, name, self._objects.tombstone(name))

    def _run_again(self, module: Module, name: str, value: object) -> bool:
        """Keep the lines that make an object, if the first pass found some."""
        lines = self.graph.reruns.get((module, name), ())
        for statement in lines:
            self.keep_line(module, statement)
        if lines:
            self._objects.let_own(value, index_name(module, name))
        return bool(lines)

    def _refuse_two(self, reached: Reached, name: str) -> None:
        problem = f"'{name}' stands for two things that the handler needs"
        self.graph.refuse(reached, problem, "give each of them a name of its own")


def sorted_names(names: Iterable[tuple[Module, str]]) -> list[tuple[Module, str]]:
    """Give names in the order in which they are decided."""
    return sorted(names, key=lambda place: (place[0].name, place[1]))
