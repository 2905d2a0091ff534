"""Follow what code mentions: a global name, and the attributes read from it."""

from __future__ import annotations

import ast
import builtins
from types import ModuleType

from ..model import Component, Configuration
from ..program.importable import find_import
from ..program.modules import AT_RUN_TIME, Module
from ..program.names import Use
from ..runtime_files import is_offered
from .components import Components
from .graph import Graph, Reached
from .module_mentions import ModuleMentions
from .reruns import Reruns
from .verdicts import (
    IMPORT_MODULE,
    INCLUDE_REMEDY,
    home_of,
    is_of_deploy_time,
    judge_import,
)
from .visits import Visit

__all__ = ["Mentions"]

_FILE_REMEDY = (
    'read the file at module level, or let it travel, as by include=["words.txt"]'
)
_DYNAMIC = frozenset({"eval", "exec", "globals", "__import__"})
_OWN_DUNDERS = frozenset(
    {"__annotations__", "__builtins__", "__name__", "__package__", "__spec__"}
)


class Mentions:
    """Notes in the graph what mentions need, and passes their values on to the walk.

    `modules` follows mentions of modules and imports, `components` those of components,
    `reruns` what is made again.
    """

    def __init__(self, graph: Graph, visit: Visit) -> None:
        self.modules = ModuleMentions(graph, self._name)
        self.reruns = Reruns(graph, self.mention)
        self.components = Components(graph, visit)
        self._graph = graph
        self._program = graph.program
        self._visit = visit
        self._unbound: list[Reached] = []

    def mention(self, module: Module, use: Use, parent: Reached) -> None:
        """Follow a global name that code mentions."""
        reached = Reached(use.name, module, use.position, parent)
        if use.name in module.namespace:
            if use.name not in _OWN_DUNDERS:
                self._name(module, use, reached)
        elif use.name in _DYNAMIC and not self._graph.is_open:
            problem = f"'{use.name}' can reach names that no reading of the code finds"
            self._graph.refuse(reached, problem, INCLUDE_REMEDY)
        elif not hasattr(builtins, use.name):
            self._unbound.append(reached)

    def take_all(self, module: Module, reached: Reached) -> None:
        """Follow every name of a module; what only Pulumi knows says so when used."""
        self._graph.add_module(module)
        for name, value in sorted(module.namespace.items()):
            is_name = not name.startswith("__") or name == "__getattr__"
            is_submodule = isinstance(value, ModuleType)
            if not is_name or (is_submodule and name not in module.source.bindings):
                continue
            here = Reached(name, module, reached.position, reached)
            kind = self._graph.classify(value)
            if kind == "resource" or isinstance(kind, Configuration):
                self._graph.tombstones[module, name] = here
            else:
                self._name(module, Use(name, (), None, reached.position), here)

    def hold(self, value: object, uses: list[Use], reached: Reached, path: str) -> None:
        """Follow what a variable of a function around the code holds."""
        kind = self._graph.classify(value)
        has_chains = all(use.chain for use in uses)
        if isinstance(value, ModuleType):
            for use in uses:
                self.modules.attributes(value, use.chain, use, _at(use, reached))
        elif isinstance(kind, Component) and has_chains:
            self._graph.add_component(value, kind)
            for use in uses:
                self.components.attribute(value, kind, use, _at(use, reached))
        elif kind == "resource" and has_chains and uses:
            for use in uses:
                self.components.output(value, use, _at(use, reached), path)
        else:
            where = _at(uses[0], reached) if uses else reached
            self._visit(value, where, path)

    def refuse_unbound(self) -> None:
        """Refuse the names that nobody binds, once all code that travels is known."""
        graph = self._graph
        texts: list[tuple[Module, ast.AST]] = [
            *((each.module, each.node) for each in graph.definitions.values()),
            *((each.module, each.scope.node) for each in graph.closures.values()),
        ]
        bound = {
            (id(module), name)
            for module, text in texts
            for node in ast.walk(text)
            if isinstance(node, ast.Global)
            for name in node.names
        }
        for reached in self._unbound:
            if (id(reached.module), reached.label) not in bound:
                problem = f"name '{reached.label}' is not defined"
                remedy = "define it at module level, before the program ends or awaits"
                graph.refuse(reached, problem, remedy)

    def _name(self, module: Module, use: Use, reached: Reached) -> None:
        """Follow what a global name of a module stands for, and its attributes."""
        if use.name == "__file__":
            if not self._graph.is_open:
                problem = "'__file__' is another place in Lambda; files do not travel"
                self._graph.refuse(reached, problem, _FILE_REMEDY)
            return
        value = module.namespace[use.name]
        kind = self._graph.classify(value)
        self._graph.add_module(module)
        if kind is None and self._is_buried(value, use, reached):
            self._graph.tombstones[module, use.name] = reached
            return
        self._graph.names.setdefault((module, use.name), reached)
        if isinstance(value, ModuleType):
            self.modules.attributes(value, use.chain, use, reached)
        elif find_import(module, use.name, self._program) in AT_RUN_TIME:
            imported = home_of(value) or "builtins", getattr(value, "__qualname__", "")
            if imported != IMPORT_MODULE or not self.modules.follow_call(reached):
                verdict = judge_import(imported, use.name, self._graph)
                self._graph.stop_at(verdict, reached)
        elif isinstance(kind, Component):
            self._graph.add_mention(value, reached.module, use.position)
            if use.chain:
                self.components.attribute(value, kind, use, reached)
            else:
                self._visit(value, reached, module.qualified(use.name))
        elif kind == "resource" and use.chain:
            self.components.output(value, use, reached, module.qualified(use.name))
        elif not (
            kind is None
            and self.reruns.must_run_again(value)
            and self.reruns.run_again(module, use.name, reached)
        ):
            self._visit(value, reached, module.qualified(use.name))

    def _is_buried(self, value: object, use: Use, reached: Reached) -> bool:
        """Tell whether a helper mentions a name of deploy time that may stay unused."""
        if self._is_in_handler(reached) or _is_ours(value, use):
            return False
        return is_of_deploy_time(value, self._program)

    def _is_in_handler(self, reached: Reached) -> bool:
        """Tell whether a handler's own body mentions this."""
        graph = self._graph
        return any(
            here is not None and here.reached is reached.parent
            for handler in map(id, graph.functions)
            for here in (graph.definitions.get(handler), graph.closures.get(handler))
        )


def _at(use: Use, reached: Reached) -> Reached:
    return Reached(use.name, reached.module, use.position, reached)


def _is_ours(value: object, use: Use) -> bool:
    """Tell whether `pulumi_wingws.Name`, or `pulumi.Config`, is for handlers too."""
    if not isinstance(value, ModuleType) or not use.chain:
        return False
    return is_offered(value.__name__, use.chain[0])
