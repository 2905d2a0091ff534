"""First pass: discover every object that a handler can reach, and how it was reached.

The walk goes by values: from the handler's code to the names it mentions, to what these
names stand for now that the program has ended, and on. It edits and decides nothing.
"""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from types import CodeType, FunctionType, MethodType, ModuleType

from .annotations import Annotation, find_annotations
from .class_data import class_data
from .class_members import methods_in, nested_classes, virtual_subclasses
from .definitions import (
    Found,
    Undefined,
    class_module,
    find_class,
    find_function,
    is_decorated_by_others,
    is_own,
    undecorated,
)
from .functions import (
    cell_contents,
    cells_of,
    decorator_text,
    function_behind,
    parts_of,
)
from .graph import Closure, Definition, Graph, Reached
from .importable import importable_name
from .instances import class_of, is_made_again, state_of
from .literals import children_of, is_written
from .members import find_member
from .mentions import Mentions
from .model import Classify, Component, HandlerSource
from .names import (
    Use,
    attribute_names,
    find_free_uses,
    find_imports,
    find_uses,
    uses_in,
)
from .program import Module, NoSource, Program
from .scopes import find_scope
from .sources import Statement
from .verdicts import (
    Verdict,
    home_of,
    is_deploy_only,
    judge_import,
    judge_value,
)

__all__ = ["discover"]


def discover(source: HandlerSource, program: Program, classify: Classify) -> Graph:
    """Walk from a handler's function to everything that it can reach.

    Raises:
        NoSource: the handler itself has no text.
    """
    function = function_behind(source.function)
    assert function is not None
    graph = Graph(program, classify, source.function, function)
    position = (function.__code__.co_firstlineno, 0)
    _Walk(graph).run(Reached(source.name, graph.home, position), source.inits)
    return graph


class _Walk:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.program = graph.program
        self._mentions = Mentions(graph, self._visit)
        self._queue: deque[tuple[object, Reached, str]] = deque()
        self._seen: dict[int, object] = {}
        self._asks_subclasses = False

    def run(self, reached: Reached, inits: Iterable[Callable[[], object]]) -> None:
        """Walk until nothing new is found."""
        self._visit(self.graph.handler, reached, reached.label)
        for init in inits:
            self._visit(init, reached, getattr(init, "__name__", "on_init"))
        while self._queue or self._visit_subclasses():
            value, reached, path = self._queue.popleft()
            try:
                self._expand(value, reached, path)
            except NoSource as exc:
                problem = f"'{path}' has no source: {exc}"
                self.graph.refuse(reached, problem, "define it in a file")
            except Undefined as exc:
                self.graph.refuse(reached, f"'{path}' {exc.problem}", exc.remedy)
        self._mentions.refuse_unbound()

    def _stop_at(self, verdict: Verdict | None, reached: Reached) -> None:
        if verdict is not None:
            self.graph.refuse(reached, *verdict)

    def _visit_subclasses(self) -> bool:
        """Come to the subclasses of classes that know them; tell whether one is new."""
        for definition in list(self.graph.definitions.values()):
            cls = definition.value
            if isinstance(cls, type) and (self._asks_subclasses or _knows_them(cls)):
                subclasses: list[type] = type.__subclasses__(cls)
                for subclass in subclasses:
                    self._visit(subclass, definition.reached, subclass.__name__)
        return bool(self._queue)

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
            self._mentions.attributes(value, (), use, reached)
        elif is_own(value, self.program):
            if isinstance(value, type):
                self._class(value, reached)
            else:
                self._function(value, reached, path)
        elif (name := importable_name(value, self.program)) is not None:
            self._stop_at(judge_import(name, path, self.program), reached)
        elif (children := children_of(value)) is not None:
            for key, child in children:
                self._visit(child, reached, f"{path}{key}")
        elif is_made_again(value, self.program):
            self._instance(value, reached, path)
        elif not self._mentions.make_again(value, reached):
            self._stop_at(judge_value(value, path, self.program), reached)

    def _code(self, code: CodeType, place: Definition | Closure) -> None:
        """Follow what code mentions, except in annotations that will be blanked."""
        for use in find_uses(code):
            if not any(a.covers(use.position) for a in place.blanked):
                self._mentions.mention(place.module, use, place.reached)
        for statement in find_imports(code):
            self._mentions.follow_import(statement, place)
        if "__subclasses__" in attribute_names(code):
            self._asks_subclasses = True

    def _expression(self, node: ast.expr, definition: Definition) -> None:
        for use in uses_in(node):
            self._mentions.mention(definition.module, use, definition.reached)

    def _function(self, value: object, reached: Reached, path: str) -> None:
        function = undecorated(value, self.program)
        assert function is not None
        module = self.program.module_of(function)
        if self._is_member(value, module, reached):
            return
        found = find_function(value, self.program)
        if found is not None:
            self._definition(value, found, reached, path)
        elif value is function:
            self._closure(function, module, reached, path)
        elif decorator_text(value):
            self._visit(getattr(value, "__wrapped__", None), reached, path)
        else:
            raise Undefined(
                "is what a decorator made of a function inside a function",
                "decorate a function at module level",
            )

    def _is_member(self, value: object, module: Module, reached: Reached) -> bool:
        """Come to a method or a class through the class that offers it."""
        member = find_member(value, module, self.program)
        if member is not None:
            self.graph.members[id(value)] = member
            self._visit(member[0], reached, member[0].__name__)
        return member is not None

    def _definition(
        self, value: object, found: Found, reached: Reached, path: str
    ) -> None:
        definition = self._define(value, found, reached)
        function, module = found.function, found.module
        assert function is not None
        decorated = module.namespace.get(function.__code__.co_name)
        if decorated is not value and is_decorated_by_others(
            decorated, function, self.program
        ):
            self.graph.members[id(value)] = decorated, "__wrapped__"
            del self.graph.definitions[id(value)]
            self._visit(decorated, reached, path)
            return
        for registered in getattr(value, "registry", {}).values():
            self._registered(registered, function.__code__.co_name, definition)
        self._code(function.__code__, definition)
        if not module.source.has_lazy_annotations:
            self._signature(definition)
        for decorator in found.decorators:
            self._expression(decorator, definition)
        for key, part in parts_of(function).items():
            self._visit(part, definition.reached, f"{path}{key}")

    def _registered(self, value: object, name: str, generic: Definition) -> None:
        """Come to an implementation of a single dispatch: its decorator runs again."""
        found = (
            find_function(value, self.program) if is_own(value, self.program) else None
        )
        if found is None or id(value) in self._seen or found.function is not value:
            return
        node = found.statement.node
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        registers = [
            decorator
            for decorator in node.decorator_list
            if any(
                u.name == name and u.chain[:1] == ("register",)
                for u in uses_in(decorator)
            )
        ]
        if registers:
            self._seen[id(value)] = value
            found = replace(found, decorators=tuple(registers))
            self._definition(value, found, generic.reached, name)
            lazy = found.module.source.has_lazy_annotations
            for index in range(1 if lazy else 0):
                first = [*node.args.posonlyargs, *node.args.args][index]
                if first.annotation is not None:
                    definition = self.graph.definitions[id(value)]
                    self._expression(first.annotation, definition)
        else:
            self._visit(value, generic.reached, name)

    def _closure(
        self, function: FunctionType, module: Module, reached: Reached, path: str
    ) -> None:
        scope = find_scope(module.source, function.__code__)
        if scope is None and function.__code__.co_filename.startswith("<"):
            raise NoSource("it was not read from a file (REPL, exec or notebook)")
        if scope is None:
            raise Undefined(
                f"is no longer what {module.path} says",
                "the file changed while the program ran: run it again",
            )
        label = f"{function.__code__.co_name}() {module.path}:{scope.node.lineno}"
        here = Reached(label, module, reached.position, reached.parent)
        blanked = self._blanked(scope.node, module)
        closure = Closure(function, module, scope, blanked, here)
        self.graph.add_module(module)
        self.graph.closures[id(function)] = closure
        self._code(function.__code__, closure)
        for name, cell in cells_of(function):
            uses = list(find_free_uses(function.__code__, name))
            for value in cell_contents(cell):
                self._mentions.hold(value, uses, here, f"{path}.{name}")
        for key, part in parts_of(function).items():
            self._visit(part, here, f"{path}{key}")

    def _class(self, cls: type, reached: Reached) -> None:
        module = class_module(cls, self.program)
        if module and self._is_member(cls, module, reached):
            return
        try:
            found = find_class(cls, self.program)
        except Undefined:
            if self._mentions.run_line_of(cls, reached):
                return
            raise
        definition = self._define(cls, found, reached)
        node = definition.node
        assert isinstance(node, ast.ClassDef)
        body = found.module.source.class_code(found.statement)
        self._code(body, definition)
        if "<locals>" not in cls.__qualname__:
            self._class_values(cls, node, body, definition)
        keywords = [keyword.value for keyword in node.keywords]
        for virtual in virtual_subclasses(cls):
            self.graph.registered.append((cls, virtual))
            self._visit(virtual, definition.reached, virtual.__name__)
        for expression in (*node.bases, *keywords, *found.decorators):
            self._expression(expression, definition)
        if found.module.source.has_lazy_annotations:
            self._field_markers(node, definition)

    def _class_values(
        self, cls: type, node: ast.ClassDef, body: CodeType, definition: Definition
    ) -> None:
        """Come to the data of a class: attributes, and defaults of its methods."""
        attributes = class_data(cls, node, body, self.program)
        self.graph.attributes.setdefault(id(definition.value), []).append(
            (cls, attributes)
        )
        for name, value, _ in attributes:
            self._visit(value, definition.reached, f"{cls.__name__}.{name}")
        for path, function, text in methods_in(cls, node, body):
            statement = Statement(text, (), text.col_offset)
            method = replace(definition, value=function, function=function)
            method = replace(method, statement=statement, decorators=(), blanked=())
            self.graph.members[id(function)] = cls, path
            self.graph.defaults.setdefault(id(definition.value), []).append(method)
            for key, part in parts_of(function).items():
                self._visit(part, definition.reached, f"{cls.__name__}.{path}{key}")
        for name, nested, inner, code in nested_classes(cls, node, body):
            self.graph.members[id(nested)] = cls, name
            self._class_values(nested, inner, code, definition)

    def _define(self, value: object, found: Found, reached: Reached) -> Definition:
        self.graph.add_module(found.module)
        blanked = self._blanked(found.statement.node, found.module)
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

    def _blanked(self, node: ast.AST, module: Module) -> tuple[Annotation, ...]:
        return tuple(
            annotation
            for annotation in find_annotations(node, module.source)
            if is_deploy_only(annotation.expression, module, self.graph)
        )

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
        module = definition.module
        annotations = [c.annotation for c in node.body if isinstance(c, ast.AnnAssign)]
        for use in (use for annotation in annotations for use in uses_in(annotation)):
            if home_of(module.namespace.get(use.name)) in {"typing", "dataclasses"}:
                self._mentions.mention(module, use, definition.reached)

    def _instance(self, value: object, reached: Reached, path: str) -> None:
        if cls := class_of(value):
            self._visit(cls, reached, cls.__name__)
        state = state_of(value)
        if state is None:
            self._stop_at(judge_value(value, path, self.program), reached)
            return
        for key, child in state.items():
            self._visit(child, reached, f"{path}{key}")


def _label(found: Found, reached: Reached) -> Reached:
    """Say where a definition stands, for the chain and the summary."""
    node = found.statement.node
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    name = node.name if isinstance(node, ast.ClassDef) else f"{node.name}()"
    label = f"{name} {found.module.path}:{node.lineno}"
    return Reached(label, found.module, reached.position, reached.parent)


def _knows_them(cls: type) -> bool:
    """Tell whether a class hears of its subclasses as they are defined."""
    own_hook = getattr(cls, "__init_subclass__", None)
    return isinstance(own_hook, MethodType) or type(cls).__module__ not in {
        "builtins",
        "abc",
        "enum",
        "typing",
    }
