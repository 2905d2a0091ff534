"""Imports of the program that give a name its value, and so stay."""

from __future__ import annotations

import ast
from collections.abc import Callable
from types import ModuleType

from ..discover.graph import Graph
from ..program.modules import Module
from ..program.statements import Binder, Statement
from .decision import Decision
from .import_text import import_piece, is_runtime

__all__ = ["Imports"]


class Imports:
    """Keeps imports, and what the program's own modules need to have for them.

    `bind` is told of each name that another module of the program must offer.
    """

    def __init__(
        self, graph: Graph, decision: Decision, bind: Callable[[Module, str], None]
    ) -> None:
        self._graph = graph
        self._program = graph.program
        self._decision = decision
        self._bind = bind
        self._aliases: dict[Statement, tuple[Module, list[ast.alias]]] = {}

    def keep(self, module: Module, name: str, value: object) -> bool:
        """Keep the imports that yield the value, `import a.b` and `import a.c` both."""
        found = False
        for binder in module.source.bindings.get(name, ()):
            if binder.alias is None or not self._yields(module, binder, value):
                continue
            entry = self._aliases.setdefault(binder.statement, (module, []))
            entry[1].append(binder.alias)
            found = True
            if binder.alias.asname or isinstance(binder.statement.node, ast.ImportFrom):
                break
        return found

    def keep_star(self, module: Module, name: str, value: object) -> bool:
        """Write an import of one name where a star import yields the value."""
        if name in module.source.bindings:
            return False
        for statement in module.source.star_imports:
            node = statement.node
            assert isinstance(node, ast.ImportFrom)
            origin = module.absolute(node.module, node.level)
            if self._offers(origin, name, value):
                written = "." * node.level + (node.module or "")
                if is_runtime(origin, self._program):
                    written = "wingws_runtime"
                text = f"from {written} import {name}"
                self._decision.write(module, statement, text)
                return True
        return False

    def show(self) -> None:
        """Show what was kept; `from __future__` wherever a file shows anything."""
        for statement, (module, aliases) in self._aliases.items():
            piece = import_piece(statement, aliases, module, self._program)
            self._decision.add(module, piece)
        for module in self._graph.modules.values():
            if self._decision.pieces.get(id(module)):
                for statement in module.source.future_imports:
                    self._decision.keep(module, statement)

    def _yields(self, module: Module, binder: Binder, value: object) -> bool:
        """Tell whether an import yields the value, and need what it imports."""
        node, alias = binder.statement.node, binder.alias
        assert alias is not None
        if isinstance(node, ast.ImportFrom):
            origin = module.absolute(node.module, node.level)
            return self._offers(origin, alias.name, value)
        target = self._program.loaded(alias.name)
        top = self._program.loaded(alias.name.partition(".")[0])
        if target is None or (target if alias.asname else top) is not value:
            return False
        self._need(target)
        return True

    def _offers(self, origin: str, name: str, value: object) -> bool:
        """Tell whether a module offers the value, and need it there."""
        loaded = self._program.loaded(origin)
        if loaded is None or getattr(loaded, name, None) is not value:
            return False
        if self._program.origin_of(loaded) != "own":
            return True
        self._need(loaded)
        if isinstance(value, ModuleType) and value.__name__ == f"{origin}.{name}":
            self._need(value)
        else:
            self._bind(self._program.module(loaded), name)
        return True

    def _need(self, module: ModuleType) -> None:
        if self._program.origin_of(module) == "own" and module.__file__:
            self._graph.add_module(self._program.module(module))
