"""Follow mentions of modules: `module.attribute…`, and imports inside functions."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from types import FunctionType, ModuleType

from ..program.definitions import is_own
from ..program.first_imports import import_first
from ..program.literal_imports import literal_imports
from ..program.modules import Module, Origin
from ..program.names import Import, Use
from .graph import Closure, Definition, Graph, Reached
from .verdicts import IMPORT_MODULE, Verdict, home_of, judge_module

__all__ = ["ModuleMentions"]

_TOP_REMEDY = "import it at the top of the file"


class ModuleMentions:
    """Judges modules of others, and passes on the names of the program's own."""

    def __init__(
        self, graph: Graph, follow: Callable[[Module, Use, Reached], None]
    ) -> None:
        self._graph = graph
        self._program = graph.program
        self._follow = follow

    def attributes(
        self, module: ModuleType, chain: tuple[str, ...], use: Use, reached: Reached
    ) -> None:
        """Follow `module.attribute…`."""
        origin = self._program.origin_of(module)
        if origin != "own":
            self._graph.add_mention(module, reached.module, use.position)
            self._graph.stop_at(self._judge_patched(module, chain), reached)
            is_import = (module.__name__, *chain[:1]) == IMPORT_MODULE
            if not is_import or not self.follow_call(reached):
                verdict = judge_module(module, origin, chain, self._graph)
                self._graph.stop_at(verdict, reached)
        elif chain:
            self._own_attribute(module, chain, use, reached)
        elif use.stored is None:
            self._graph.add_mention(module, reached.module, use.position)
            self._whole(module, reached)

    def follow_import(
        self, statement: Import, definition: Definition | Closure
    ) -> None:
        """Follow an import inside a function."""
        module = definition.module
        name = module.absolute(statement.module, statement.level)
        label = f"import {name}"
        reached = Reached(label, module, statement.position, definition.reached)
        self._import(statement, name, reached)

    def follow_call(self, reached: Reached) -> bool:
        """Follow `import_module("a.b")`; tell whether the text names the module."""
        position = reached.position
        name = literal_imports(reached.module.source).get(position)
        if name is None:
            return False
        use = Use(name, (), None, position)
        self._import(Import(name, 0, None, (use,), True, position), name, reached)
        return True

    def _import(self, statement: Import, name: str, reached: Reached) -> None:
        loaded = self._program.loaded(name)
        if loaded is None:
            try:
                loaded = import_first(name, self._program)
            except Exception as exc:
                problem = f"'{name}' cannot be imported: {type(exc).__name__}: {exc}"
                self._graph.refuse(reached, problem, _TOP_REMEDY)
                return
        origin = self._program.origin(name, None)
        if loaded is not None:
            origin = self._program.origin_of(loaded)
        if origin == "own" and loaded:
            self._import_own(loaded, statement, reached)
        elif origin == "runtime" and name != "wingws_runtime":
            problem = f"'{name}' is imported inside a function"
            self._graph.refuse(reached, problem, _TOP_REMEDY)
        elif loaded:
            names = statement.names or ()
            self._graph.stop_at(
                judge_module(loaded, origin, names, self._graph), reached
            )
        elif origin == "deploy" or not self._is_installed(name, origin):
            problem = f"'{name}' is imported here for the first time"
            self._graph.refuse(reached, problem, _TOP_REMEDY)

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
        if not is_own(value, self._program):
            return None
        problem = f"'{module.__name__}.{chain[0]}' was replaced by the program"
        return problem, "call the program's own function by its own name"

    def _is_installed(self, name: str, origin: Origin) -> bool:
        """Tell whether a module that nobody imported yet can be had at run time."""
        if origin != "foreign":
            return True
        spec = find_spec(name.partition(".")[0])
        return spec is not None and self._program.origin(name, spec.origin) == origin

    def _import_own(
        self, loaded: ModuleType, statement: Import, reached: Reached
    ) -> None:
        self._keep(loaded)
        for name in statement.names or ():
            use = Use(name, (), None, statement.position)
            self._own_attribute(loaded, (name,), use, reached)
        top = self._program.loaded(loaded.__name__.partition(".")[0]) or loaded
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
            self._follow(self._program.module(module), deeper, reached)
        elif "__getattr__" in vars(module):
            self._own_attribute(module, ("__getattr__",), use, reached)

    def _keep(self, module: ModuleType) -> None:
        if getattr(module, "__file__", None):
            self._graph.add_module(self._program.module(module))

    def _whole(self, module: ModuleType, reached: Reached) -> None:
        """Take along all of a module that is passed around."""
        self._keep(module)
        for name in sorted(vars(module)):
            if not name.startswith("__"):
                use = Use(name, (), None, reached.position)
                self._own_attribute(module, (name,), use, reached)


def _is_submodule(value: object, module: ModuleType, name: str) -> bool:
    return (
        isinstance(value, ModuleType) and value.__name__ == f"{module.__name__}.{name}"
    )
