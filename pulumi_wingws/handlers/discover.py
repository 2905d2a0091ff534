"""First pass: discover every object that a handler can reach, and how it was reached.

The walk goes by values: from the handler's code to the names it mentions, to what these
names stand for now that the program has ended, and on. It edits and decides nothing.
"""

from __future__ import annotations

import ast
import builtins
from collections import deque
from types import CodeType, FunctionType, ModuleType

from .annotations import find_annotations
from .definitions import Found, Undefined, find_class, find_function, is_own
from .graph import Definition, Graph, Reached
from .importable import find_import, importable_name
from .instances import is_made_again, state_of
from .literals import children_of, is_written
from .model import Classify, Component, HandlerSource
from .names import Import, Use, find_imports, find_uses, uses_in
from .program import Module, NoSource, Origin, Program
from .rerun import can_run_again, rerun_lines, rerun_uses
from .runtime_files import is_runtime_name, is_runtime_value

__all__ = ["discover"]

_DYNAMIC = frozenset({"eval", "exec", "globals", "__import__"})
_DYNAMIC_IMPORTS = frozenset({"import_module", "reload"})
_OWN_DUNDERS = frozenset({"__name__", "__package__", "__spec__", "__builtins__"})

_DEPLOY_REMEDY = "use it at module level and capture the value"
_FOREIGN_REMEDY = "use the standard library or boto3; dependencies do not travel yet"
_TOP_REMEDY = "import it at the top of the file"


def discover(source: HandlerSource, program: Program, classify: Classify) -> Graph:
    """Walk from a handler's function to everything that it can reach.

    Raises:
        NoSource: the handler itself has no text.
    """
    function = source.function
    assert isinstance(function, FunctionType)
    graph = Graph(program, classify, function)
    position = (function.__code__.co_firstlineno, 0)
    _Walk(graph).run(Reached(source.name, graph.home, position))
    return graph


class _Walk:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.program = graph.program
        self._queue: deque[tuple[object, Reached, str]] = deque()
        self._seen: dict[int, object] = {}

    def run(self, reached: Reached) -> None:
        """Walk until nothing new is found."""
        self._visit(self.graph.handler, reached, reached.label)
        while self._queue:
            value, reached, path = self._queue.popleft()
            try:
                self._expand(value, reached, path)
            except NoSource as exc:
                problem = f"'{path}' has no source: {exc}"
                self.graph.refuse(reached, problem, "define it in a file")
            except Undefined as exc:
                self.graph.refuse(reached, f"'{path}' {exc.problem}", exc.remedy)

    def _visit(self, value: object, reached: Reached, path: str) -> None:
        """Come to a value by a way that takes the value itself along."""
        kind = self.graph.classify(value)
        if isinstance(kind, Component):
            self.graph.add_component(value, kind)
            self.graph.escaped.add(id(value))
        elif kind == "output":
            self.graph.add_output(value, path)
        elif kind == "resource":
            problem = f"'{path}' is a resource, of which handlers read Outputs only"
            self.graph.refuse(reached, problem, "mention the attribute by its name")
        elif id(value) not in self._seen and not is_written(value):
            self._seen[id(value)] = value
            self._queue.append((value, reached, path))

    def _expand(self, value: object, reached: Reached, path: str) -> None:
        if isinstance(value, ModuleType):
            use = Use(value.__name__, (), None, reached.position)
            self._attributes(value, (), use, reached)
        elif is_own(value, self.program):
            if isinstance(value, type):
                self._class(value, reached)
            else:
                self._function(value, reached, path)
        elif (name := importable_name(value, self.program)) is not None:
            self._importable(name, reached, path)
        elif (children := children_of(value)) is not None:
            for key, child in children:
                self._visit(child, reached, f"{path}{key}")
        elif is_made_again(value, self.program):
            self._instance(value, reached, path)
        elif (place := self._name_of(value)) and can_run_again(value, self.program):
            self.graph.names.setdefault(place, reached)
            self._run_again(*place, reached)
        else:
            self._unwritable(value, reached, path)

    # -- names and attributes --------------------------------------------------

    def _mention(self, module: Module, use: Use, parent: Reached) -> None:
        """Follow a global name that code mentions."""
        reached = Reached(use.name, module, use.position, parent)
        if use.name in module.namespace:
            if use.name not in _OWN_DUNDERS:
                self._name(module, use, reached)
        elif use.name in _DYNAMIC:
            problem = f"'{use.name}' can reach names that no reading of the code finds"
            self.graph.refuse(reached, problem, "name what is needed")
        elif not hasattr(builtins, use.name):
            problem = f"name '{use.name}' is not defined"
            remedy = "define it at module level, before the program ends or awaits"
            self.graph.refuse(reached, problem, remedy)

    def _name(self, module: Module, use: Use, reached: Reached) -> None:
        """Follow what a global name of a module stands for, and its attributes."""
        if use.name == "__file__":
            problem = "'__file__' is another place in Lambda; data files do not travel"
            self.graph.refuse(reached, problem, "read the file at module level")
            return
        value = module.namespace[use.name]
        kind = self.graph.classify(value)
        self.graph.add_module(module)
        self.graph.names.setdefault((module, use.name), reached)
        if isinstance(value, ModuleType):
            self._attributes(value, use.chain, use, reached)
        elif find_import(module, use.name, self.program) in {"stdlib", "lambda"}:
            self._importable(_imported_name(value), reached, use.name)
        elif isinstance(kind, Component) and use.chain:
            self._method(value, kind, use, reached)
        elif kind == "resource" and use.chain:
            self._resource(value, use, reached, module.qualified(use.name))
        elif self._must_run_again(value, kind):
            self._run_again(module, use.name, reached)
        else:
            self._visit(value, reached, module.qualified(use.name))

    def _must_run_again(self, value: object, kind: object) -> bool:
        """Tell whether a value can neither be written nor found, but made again."""
        return not (
            kind is not None
            or is_written(value)
            or children_of(value) is not None
            or isinstance(value, type | FunctionType)
            or is_own(value, self.program)
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
            self._mention(module, use, reached)

    def _attributes(
        self, module: ModuleType, chain: tuple[str, ...], use: Use, reached: Reached
    ) -> None:
        """Follow `module.attribute…`."""
        origin = self.program.origin_of(module)
        if origin != "own":
            self._foreign_module(module, origin, chain, reached)
        elif chain:
            self._own_attribute(module, chain, use, reached)
        elif use.stored is None:
            self._whole(module, reached)

    def _own_attribute(
        self, module: ModuleType, chain: tuple[str, ...], use: Use, reached: Reached
    ) -> None:
        name, *rest = chain
        value = getattr(module, name, None)
        self._keep(module)
        if _is_submodule(value, module, name):
            assert isinstance(value, ModuleType)
            self._attributes(value, tuple(rest), use, reached)
        elif name in vars(module):
            label = f"{module.__name__}.{name}"
            reached = Reached(label, reached.module, use.position, reached)
            deeper = Use(name, tuple(rest), use.stored, use.position)
            self._name(self.program.module(module), deeper, reached)

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

    def _foreign_module(
        self,
        module: ModuleType,
        origin: Origin,
        chain: tuple[str, ...],
        reached: Reached,
    ) -> None:
        name = ".".join((module.__name__, *chain[:1]))
        if origin == "deploy" or (origin == "runtime" and not _is_offered(chain)):
            problem = f"'{name}' exists at deploy time only"
            self.graph.refuse(reached, problem, _DEPLOY_REMEDY)
        elif origin == "foreign":
            problem = f"'{module.__name__}' is not in Lambda's Python"
            self.graph.refuse(reached, problem, _FOREIGN_REMEDY)
        elif (
            module.__name__ == "importlib"
            and chain[:1]
            and (chain[0] in _DYNAMIC_IMPORTS)
        ):
            self._refuse_dynamic_import(name, reached)

    def _refuse_dynamic_import(self, name: str, reached: Reached) -> None:
        problem = f"'{name}' can import what no reading of the code finds"
        self.graph.refuse(reached, problem, "import modules by their names")

    # -- code -------------------------------------------------------------------

    def _code(self, code: CodeType, definition: Definition) -> None:
        """Follow what code mentions, except in annotations that will be blanked."""
        for use in find_uses(code):
            if not any(a.covers(use.position) for a in definition.blanked):
                self._mention(definition.module, use, definition.reached)
        for statement in find_imports(code):
            self._import(statement, definition)

    def _expression(self, node: ast.expr, definition: Definition) -> None:
        for use in uses_in(node):
            self._mention(definition.module, use, definition.reached)

    def _import(self, statement: Import, definition: Definition) -> None:
        """Follow an import inside a function."""
        module = definition.module
        name = module.absolute(statement.module, statement.level)
        label = f"import {name}"
        reached = Reached(label, module, statement.position, definition.reached)
        loaded = self.program.loaded(name)
        origin = (
            self.program.origin_of(loaded)
            if loaded
            else self.program.origin(name, None)
        )
        if origin == "own" and loaded:
            self._import_own(loaded, statement, reached)
        elif origin == "runtime" and name != "wingws_runtime":
            problem = f"'{name}' is imported inside a function"
            self.graph.refuse(reached, problem, _TOP_REMEDY)
        elif loaded:
            self._foreign_module(loaded, origin, statement.names or (), reached)
        elif origin in {"foreign", "deploy"}:
            problem = f"'{name}' is imported here for the first time"
            self.graph.refuse(reached, problem, _TOP_REMEDY)

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
            self._attributes(target, use.chain, use, reached)

    # -- definitions --------------------------------------------------------------

    def _function(self, value: object, reached: Reached, path: str) -> None:
        found = find_function(value, self.program)
        definition = self._define(value, found, reached)
        function, module = found.function, found.module
        assert function is not None
        self._code(function.__code__, definition)
        if not module.source.has_lazy_annotations:
            self._signature(definition)
        for decorator in found.decorators:
            self._expression(decorator, definition)
        for index, default in enumerate(function.__defaults__ or ()):
            self._visit(default, definition.reached, f"{path}.__defaults__[{index}]")
        for name, default in sorted((function.__kwdefaults__ or {}).items()):
            where = f"{path}.__kwdefaults__[{name!r}]"
            self._visit(default, definition.reached, where)
        for name, attribute in sorted(vars(function).items()):
            self._visit(attribute, definition.reached, f"{path}.{name}")

    def _class(self, cls: type, reached: Reached) -> None:
        found = find_class(cls, self.program)
        definition = self._define(cls, found, reached)
        node = definition.node
        assert isinstance(node, ast.ClassDef)
        self._code(found.module.source.class_code(found.statement), definition)
        keywords = [keyword.value for keyword in node.keywords]
        for expression in (*node.bases, *keywords, *found.decorators):
            self._expression(expression, definition)
        if found.module.source.has_lazy_annotations:
            self._field_markers(node, definition)

    def _define(self, value: object, found: Found, reached: Reached) -> Definition:
        self.graph.add_module(found.module)
        blanked = tuple(
            annotation
            for annotation in find_annotations(
                found.statement.node, found.module.source
            )
            if self._is_deploy_only(annotation.expression, found.module)
        )
        definition = Definition(
            value,
            found.function,
            found.module,
            found.statement,
            found.decorators,
            blanked,
            _label(found, reached) if reached.parent else reached,
        )
        self.graph.definitions[id(value)] = definition
        return definition

    def _signature(self, definition: Definition) -> None:
        """Follow the annotations of a function that are computed when it is defined."""
        node = definition.node
        assert not isinstance(node, ast.ClassDef)
        blanked = {id(a.expression) for a in definition.blanked}
        arguments = (a for a in ast.walk(node.args) if isinstance(a, ast.arg))
        for expression in (*(a.annotation for a in arguments), node.returns):
            if expression is not None and id(expression) not in blanked:
                self._expression(expression, definition)

    def _field_markers(self, node: ast.ClassDef, definition: Definition) -> None:
        """Follow ClassVar and the like: dataclasses looks them up by name."""
        for child in node.body:
            if isinstance(child, ast.AnnAssign):
                for use in uses_in(child.annotation):
                    value = definition.module.namespace.get(use.name)
                    if _home(value) in {"typing", "dataclasses"}:
                        self._mention(definition.module, use, definition.reached)

    def _is_deploy_only(self, annotation: ast.expr, module: Module) -> bool:
        values = (module.namespace.get(use.name) for use in uses_in(annotation))
        return any(self._is_of_deploy_time(value) for value in values)

    def _is_of_deploy_time(self, value: object) -> bool:
        if self.graph.classify(value) is not None:
            return True
        if isinstance(value, ModuleType):
            return self.program.origin_of(value) in {"deploy", "foreign", "runtime"}
        home = _home(value)
        loaded = self.program.loaded(home)
        if home == "__main__" or loaded is None:
            return False
        origin = self.program.origin_of(loaded)
        if origin == "runtime":
            return not is_runtime_value(value)
        return origin in {"deploy", "foreign"}

    # -- values -------------------------------------------------------------------

    def _method(
        self, value: object, kind: Component, use: Use, reached: Reached
    ) -> None:
        called = self.graph.add_component(value, kind)
        if use.chain[0] in kind.methods:
            called.add(use.chain[0])
        else:
            problem = f"'{reached.label}.{use.chain[0]}' exists at deploy time only"
            methods = ", ".join(sorted(kind.methods))
            remedy = f"a handler may use {methods}, or an Output under its own name"
            self.graph.refuse(reached, problem, remedy)

    def _resource(self, value: object, use: Use, reached: Reached, path: str) -> None:
        name = use.chain[0]
        attributes = self.graph.resources.setdefault(id(value), {})
        if name not in attributes:
            attributes[name] = getattr(value, name, None)
            self._visit(attributes[name], reached, f"{path}.{name}")

    def _importable(self, name: tuple[str, str], reached: Reached, path: str) -> None:
        """Take along something that a module of others offers under a name."""
        module = self.program.loaded(name[0])
        origin = self.program.origin_of(module) if module else "foreign"
        if origin == "deploy" or (origin == "runtime" and not is_runtime_name(name[1])):
            problem = f"'{path}' exists at deploy time only"
            self.graph.refuse(reached, problem, _DEPLOY_REMEDY)
        elif origin == "foreign":
            problem = f"'{path}' comes from {name[0]}, which is not in Lambda's Python"
            self.graph.refuse(reached, problem, _FOREIGN_REMEDY)
        elif name[0] == "importlib" and name[1] in _DYNAMIC_IMPORTS:
            self._refuse_dynamic_import(path, reached)

    def _instance(self, value: object, reached: Reached, path: str) -> None:
        self._visit(type(value), reached, type(value).__name__)
        state = state_of(value)
        if state is None:
            self._unwritable(value, reached, path)
            return
        for key, child in state.items():
            self._visit(child, reached, f"{path}{key}")

    def _unwritable(self, value: object, reached: Reached, path: str) -> None:
        kind = f"{type(value).__module__}.{type(value).__qualname__}"
        if self.program.origin(kind, None) in {"deploy", "runtime"}:
            problem = f"'{path}' is a {kind}, which exists at deploy time only"
            self.graph.refuse(reached, problem, _DEPLOY_REMEDY)
        else:
            problem = f"'{path}' is a {kind}, which cannot be written down"
            self.graph.refuse(reached, problem, "create it inside the handler")


def _label(found: Found, reached: Reached) -> Reached:
    """Say where a definition stands, for the chain and the summary."""
    node = found.statement.node
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    name = node.name if isinstance(node, ast.ClassDef) else f"{node.name}()"
    label = f"{name} {found.module.path}:{node.lineno}"
    return Reached(label, found.module, reached.position, reached.parent)


def _home(value: object) -> str:
    """Name the module from which a value comes, or that it is."""
    if isinstance(value, ModuleType):
        return value.__name__
    module = getattr(value, "__module__", None)
    return module if isinstance(module, str) else ""


def _imported_name(value: object) -> tuple[str, str]:
    return _home(value) or "builtins", getattr(value, "__qualname__", "")


def _is_offered(chain: tuple[str, ...]) -> bool:
    return bool(chain) and is_runtime_name(chain[0])


def _is_submodule(value: object, module: ModuleType, name: str) -> bool:
    return (
        isinstance(value, ModuleType) and value.__name__ == f"{module.__name__}.{name}"
    )
