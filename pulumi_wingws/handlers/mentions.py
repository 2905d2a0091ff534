"""Follow what code mentions: a global name, and the attributes read from it."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from importlib.util import find_spec
from types import FunctionType, MethodType, ModuleType

from .definitions import Undefined, is_own
from .graph import Closure, Definition, Graph, Reached
from .importable import find_import, importable_name
from .instances import is_plain_object
from .literals import children_of, is_written
from .model import Component
from .names import Import, Use
from .program import AT_RUN_TIME, Module, Origin
from .rerun import can_run_again, rerun_lines, rerun_uses
from .runtime_files import is_runtime_name
from .verdicts import (
    Verdict,
    home_of,
    is_of_deploy_time,
    judge_import,
    judge_module,
)

__all__ = ["Mentions", "Visit"]

Visit = Callable[[object, Reached, str], None]
"""Comes to a value that is taken along: the value, from where, and its path."""

_DYNAMIC = frozenset({"eval", "exec", "globals", "__import__"})
_OWN_DUNDERS = frozenset(
    {"__annotations__", "__builtins__", "__name__", "__package__", "__spec__"}
)
_TOP_REMEDY = "import it at the top of the file"


class Mentions:
    """Notes in the graph what mentions need, and passes their values on to the walk."""

    def __init__(self, graph: Graph, visit: Visit) -> None:
        self.graph = graph
        self.program = graph.program
        self._visit = visit
        self._unbound: list[Reached] = []

    def mention(self, module: Module, use: Use, parent: Reached) -> None:
        """Follow a global name that code mentions."""
        reached = Reached(use.name, module, use.position, parent)
        if use.name in module.namespace:
            if use.name not in _OWN_DUNDERS:
                self._name(module, use, reached)
        elif use.name in _DYNAMIC:
            problem = f"'{use.name}' can reach names that no reading of the code finds"
            self.graph.refuse(reached, problem, "name what is needed")
        elif not hasattr(builtins, use.name):
            self._unbound.append(reached)

    def refuse_unbound(self) -> None:
        """Refuse the names that nobody binds, once all code that travels is known."""
        graph = self.graph
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

    def hold(self, value: object, uses: list[Use], reached: Reached, path: str) -> None:
        """Follow what a variable of a function around the code holds."""
        kind = self.graph.classify(value)
        has_chains = all(use.chain for use in uses)
        if isinstance(value, ModuleType):
            for use in uses:
                self.attributes(value, use.chain, use, self._at(use, reached))
        elif isinstance(kind, Component) and has_chains:
            self.graph.add_component(value, kind)
            for use in uses:
                self._method(value, kind, use, self._at(use, reached))
        elif kind == "resource" and has_chains and uses:
            for use in uses:
                self._resource(value, use, self._at(use, reached), path)
        else:
            where = self._at(uses[0], reached) if uses else reached
            self._visit(value, where, path)

    @staticmethod
    def _at(use: Use, reached: Reached) -> Reached:
        return Reached(use.name, reached.module, use.position, reached)

    def follow_import(
        self, statement: Import, definition: Definition | Closure
    ) -> None:
        """Follow an import inside a function."""
        module = definition.module
        name = module.absolute(statement.module, statement.level)
        label = f"import {name}"
        reached = Reached(label, module, statement.position, definition.reached)
        loaded = self.program.loaded(name)
        origin = self.program.origin(name, None)
        if loaded is not None:
            origin = self.program.origin_of(loaded)
        if origin == "own" and loaded:
            self._import_own(loaded, statement, reached)
        elif origin == "runtime" and name != "wingws_runtime":
            problem = f"'{name}' is imported inside a function"
            self.graph.refuse(reached, problem, _TOP_REMEDY)
        elif loaded:
            names = statement.names or ()
            self._stop_at(judge_module(loaded, origin, names), reached)
        elif origin == "deploy" or not self._is_installed(name, origin):
            problem = f"'{name}' is imported here for the first time"
            self.graph.refuse(reached, problem, _TOP_REMEDY)

    def attributes(
        self, module: ModuleType, chain: tuple[str, ...], use: Use, reached: Reached
    ) -> None:
        """Follow `module.attribute…`."""
        origin = self.program.origin_of(module)
        if origin != "own":
            self._stop_at(self._judge_patched(module, chain), reached)
            self._stop_at(judge_module(module, origin, chain), reached)
        elif chain:
            self._own_attribute(module, chain, use, reached)
        elif use.stored is None:
            self._whole(module, reached)

    def _judge_patched(
        self, module: ModuleType, chain: tuple[str, ...]
    ) -> Verdict | None:
        """Refuse what the program put into a module of others: it would be gone."""
        value = vars(module).get(chain[0]) if chain else None
        if (
            not isinstance(value, type | FunctionType)
            or home_of(value) == module.__name__
        ):
            return None
        if not is_own(value, self.program):
            return None
        problem = f"'{module.__name__}.{chain[0]}' was replaced by the program"
        return problem, "call the program's own function by its own name"

    def make_again(self, value: object, reached: Reached) -> bool:
        """Run the lines of a global name that holds the value; tell if one does."""
        return can_run_again(value, self.program) and self.run_line_of(value, reached)

    def run_line_of(self, value: object, reached: Reached) -> bool:
        """Run the lines of a global name that holds the value; tell if one does."""
        place = self._name_of(value)
        if place is None:
            return False
        self.graph.names.setdefault(place, reached)
        self._run_again(*place, reached)
        return True

    def _name(self, module: Module, use: Use, reached: Reached) -> None:
        """Follow what a global name of a module stands for, and its attributes."""
        if use.name == "__file__":
            problem = "'__file__' is another place in Lambda; data files do not travel"
            self.graph.refuse(reached, problem, "read the file at module level")
            return
        value = module.namespace[use.name]
        kind = self.graph.classify(value)
        self.graph.add_module(module)
        if kind is None and not self._is_in_handler(reached):
            is_ours = isinstance(value, ModuleType) and _is_ours(use, value)
            if is_of_deploy_time(value, self.program) and not is_ours:
                self.graph.tombstones[module, use.name] = reached
                return
        self.graph.names.setdefault((module, use.name), reached)
        if isinstance(value, ModuleType):
            self.attributes(value, use.chain, use, reached)
        elif find_import(module, use.name, self.program) in AT_RUN_TIME:
            self._stop_at(
                judge_import(_imported_name(value), use.name, self.program), reached
            )
        elif isinstance(kind, Component) and use.chain:
            self._method(value, kind, use, reached)
        elif kind == "resource" and use.chain:
            self._resource(value, use, reached, module.qualified(use.name))
        elif self._must_run_again(value, kind):
            self._run_again(module, use.name, reached)
        else:
            self._visit(value, reached, module.qualified(use.name))

    def _is_installed(self, name: str, origin: Origin) -> bool:
        """Tell whether a module that nobody imported yet can be had at run time."""
        if origin != "foreign":
            return True
        spec = find_spec(name.partition(".")[0])
        return spec is not None and self.program.origin(name, spec.origin) == origin

    def _is_in_handler(self, reached: Reached) -> bool:
        """Tell whether the handler's own body mentions this."""
        handler = id(self.graph.function)
        here = self.graph.definitions.get(handler) or self.graph.closures.get(handler)
        return here is not None and here.reached is reached.parent

    def _import_own(
        self, loaded: ModuleType, statement: Import, reached: Reached
    ) -> None:
        self._keep(loaded)
        for name in statement.names or ():
            use = Use(name, (), None, statement.position)
            self._own_attribute(loaded, (name,), use, reached)
        top = self.program.loaded(loaded.__name__.partition(".")[0]) or loaded
        target = loaded if statement.renamed else top
        for use in statement.uses:
            self.attributes(target, use.chain, use, reached)

    def _own_attribute(
        self, module: ModuleType, chain: tuple[str, ...], use: Use, reached: Reached
    ) -> None:
        name, *rest = chain
        value = getattr(module, name, None)
        self._keep(module)
        if _is_submodule(value, module, name):
            assert isinstance(value, ModuleType)
            self.attributes(value, tuple(rest), use, reached)
        elif name in vars(module):
            label = f"{module.__name__}.{name}"
            reached = Reached(label, reached.module, use.position, reached)
            deeper = Use(name, tuple(rest), use.stored, use.position)
            self._name(self.program.module(module), deeper, reached)
        elif "__getattr__" in vars(module):
            self._own_attribute(module, ("__getattr__",), use, reached)

    def _keep(self, module: ModuleType) -> None:
        if getattr(module, "__file__", None):
            self.graph.add_module(self.program.module(module))

    def _whole(self, module: ModuleType, reached: Reached) -> None:
        """Take along all of a module that is passed around."""
        self._keep(module)
        for name in sorted(vars(module)):
            if not name.startswith("__"):
                use = Use(name, (), None, reached.position)
                self._own_attribute(module, (name,), use, reached)

    def _method(
        self, value: object, kind: Component, use: Use, reached: Reached
    ) -> None:
        called = self.graph.add_component(value, kind)
        name = use.chain[0]
        if name in kind.methods:
            called.add(name)
        elif self._is_method_of_user(value, name):
            function = getattr(type(value), name)
            self._visit(function, reached, f"{reached.label}.{name}")
            self.graph.user_methods.setdefault(id(value), {})[name] = function
            self.graph.escaped.add(id(value))
        elif self.graph.classify(attribute := getattr(value, name, None)) == "output":
            self.graph.add_output(attribute, f"{reached.label}.{name}")
            self.graph.resources.setdefault(id(value), {})[name] = attribute
        else:
            problem = f"'{reached.label}.{use.chain[0]}' exists at deploy time only"
            methods = ", ".join(sorted(kind.methods))
            remedy = f"a handler may use {methods}, or an Output under its own name"
            self.graph.refuse(reached, problem, remedy)

    def _is_method_of_user(self, value: object, name: str) -> bool:
        """Tell whether a component's method is one of a subclass of the program."""
        method = getattr(type(value), name, None)
        return isinstance(method, FunctionType) and is_own(method, self.program)

    def _resource(self, value: object, use: Use, reached: Reached, path: str) -> None:
        name = use.chain[0]
        attributes = self.graph.resources.setdefault(id(value), {})
        if name not in attributes:
            attributes[name] = getattr(value, name, None)
            self._visit(attributes[name], reached, f"{path}.{name}")

    def _must_run_again(self, value: object, kind: object) -> bool:
        """Tell whether a value can neither be written nor found, but made again."""
        owner = getattr(value, "__self__", None)
        if (
            isinstance(value, MethodType)
            and kind is None
            and self._name_of(owner) is None
        ):
            value = owner
        return not (
            kind is not None
            or is_written(value)
            or children_of(value) is not None
            or isinstance(value, type | FunctionType)
            or is_own(value, self.program)
            or is_plain_object(value)
            or importable_name(value, self.program) is not None
            or not can_run_again(value, self.program)
        )

    def _name_of(self, value: object) -> tuple[Module, str] | None:
        """Find a global name of the modules met so far that holds the very object."""
        for module in self.graph.modules.values():
            for name, held in module.namespace.items():
                if held is value and name in module.source.bindings:
                    return module, name
        return None

    def _run_again(self, module: Module, name: str, reached: Reached) -> None:
        if (module, name) in self.graph.reruns:
            return
        try:
            lines = rerun_lines(module, name, self.program.root)
        except Undefined as exc:
            problem = f"'{module.qualified(name)}' {exc.problem}"
            self.graph.refuse(reached, problem, exc.remedy)
            return
        self.graph.reruns[module, name] = lines
        for use in rerun_uses(lines):
            self.mention(module, use, reached)

    def _stop_at(self, verdict: Verdict | None, reached: Reached) -> None:
        if verdict is not None:
            self.graph.refuse(reached, *verdict)


def _is_ours(use: Use, module: ModuleType) -> bool:
    """Tell whether `pulumi_wingws.Name` is a name that handlers may use."""
    is_ours = module.__name__ == "pulumi_wingws"
    return is_ours and bool(use.chain) and is_runtime_name(use.chain[0])


def _imported_name(value: object) -> tuple[str, str]:
    return home_of(value) or "builtins", getattr(value, "__qualname__", "")


def _is_submodule(value: object, module: ModuleType, name: str) -> bool:
    return (
        isinstance(value, ModuleType) and value.__name__ == f"{module.__name__}.{name}"
    )
