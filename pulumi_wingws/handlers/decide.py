"""Second pass: decide for each name and definition that was found how it travels.

A source line is kept where it provably yields the value. Otherwise the value is written
as a literal on the line where the name was assigned; what refers to other objects is
created there and filled by `index.py`, after everything has been created.
"""

from __future__ import annotations

import ast
import json
from collections import defaultdict, deque
from dataclasses import dataclass, field
from types import FunctionType, ModuleType

from .canvas import Hole, Piece
from .graph import Definition, Graph
from .importable import importable_name
from .imports import import_piece
from .kept_decorators import is_kept_decorator
from .literals import Reference, children_of, is_mutable, write_literal
from .model import Component
from .program import Module
from .proofs import proves
from .refusals import Refusal
from .sources import Binder, Statement, span_of

__all__ = ["Decision", "decide"]


@dataclass
class Decision:
    """What each file shows, and what `index.py` does once all files are loaded.

    `fills` are statements of index.py, `imports` the modules that they mention, by the
    variable that holds each.
    """

    pieces: dict[int, list[Piece]] = field(default_factory=dict)
    creations: list[str] = field(default_factory=list)
    fills: list[str] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    refusals: list[Refusal] = field(default_factory=list)


def decide(graph: Graph) -> Decision:
    """Decide how everything in the graph travels."""
    return _Decider(graph).run()


class _Decider:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.program = graph.program
        self.decision = Decision()
        self._bound: dict[tuple[int, str], object] = {}
        self._aliases: dict[int, tuple[Module, Statement, list[ast.alias]]] = {}
        self._data: list[tuple[Module, str]] = []
        self._count: dict[int, int] = {}
        self._owners: dict[int, str] = {}
        self._kept_alive: list[object] = []

    def run(self) -> Decision:
        definitions = sorted(
            self.graph.definitions.values(),
            key=lambda d: (d.module.name, d.statement.start),
        )
        for definition in definitions:
            name = definition.value.__name__
            self._bound[id(definition.module), name] = definition.value
        for module, name in sorted(
            self.graph.names, key=lambda key: (key[0].name, key[1])
        ):
            self._name(module, name)
        self._count_references(definitions)
        for module, name in sorted(self._data, key=lambda d: (d[0].name, d[1])):
            self._own(module, name)
        for module, name in sorted(self._data, key=lambda d: (d[0].name, d[1])):
            self._write_data(module, name)
        for definition in definitions:
            self._definition(definition)
        self._imports()
        self._futures()
        return self.decision

    # -- names that need no data ----------------------------------------------

    def _name(self, module: Module, name: str) -> None:
        """Bind a name by its definition, an import or a handle; else it is data."""
        value = module.namespace[name]
        key = (id(module), name)
        if key in self._bound:
            if self._bound[key] is not value:
                self._conflict(module, name)
            return
        self._bound[key] = value
        self.graph.add_module(module)
        for bind in (self._by_import, self._by_star, self._by_handle):
            if bind(module, name, value):
                return
        self._data.append((module, name))

    def _conflict(self, module: Module, name: str) -> None:
        reached = self.graph.names[module, name]
        problem = f"'{name}' stands for two things that the handler needs"
        self.graph.refuse(reached, problem, "give them names of their own")

    def _by_import(self, module: Module, name: str, value: object) -> bool:
        found = False
        for binder in module.source.bindings.get(name, ()):
            if binder.alias is None or not self._imports_it(module, binder, value):
                continue
            statement = binder.statement
            entry = self._aliases.setdefault(id(statement), (module, statement, []))
            entry[2].append(binder.alias)
            found = True
            if isinstance(statement.node, ast.ImportFrom) or binder.alias.asname:
                break
        return found

    def _imports_it(self, module: Module, binder: Binder, value: object) -> bool:
        """Tell whether an import yields the value, and need what it imports."""
        node, alias = binder.statement.node, binder.alias
        assert alias is not None
        if isinstance(node, ast.ImportFrom):
            origin = module.absolute(node.module, node.level)
            return self._imports_from(origin, alias.name, value)
        target = self.program.loaded(alias.name)
        top = self.program.loaded(alias.name.partition(".")[0])
        if target is None or (target if alias.asname else top) is not value:
            return False
        self._need_module(target)
        return True

    def _imports_from(self, origin: str, name: str, value: object) -> bool:
        loaded = self.program.loaded(origin)
        if origin == "__main__" and (main := self.program.find("__main__")):
            if main.namespace.get(name) is not value:
                return False
            self._name(main, name)
            return True
        if loaded is None or getattr(loaded, name, None) is not value:
            return False
        if self.program.origin_of(loaded) != "own":
            return True
        self._need_module(loaded)
        if isinstance(value, ModuleType) and value.__name__ == f"{origin}.{name}":
            self._need_module(value)
        else:
            self._name(self.program.module(loaded), name)
        return True

    def _need_module(self, module: ModuleType) -> None:
        if self.program.origin_of(module) == "own" and module.__file__:
            self.graph.add_module(self.program.module(module))

    def _by_star(self, module: Module, name: str, value: object) -> bool:
        if name in module.source.bindings:
            return False
        for statement in module.source.star_imports:
            node = statement.node
            assert isinstance(node, ast.ImportFrom)
            origin = module.absolute(node.module, node.level)
            if self._imports_from(origin, name, value):
                dots = "." * node.level
                text = f"from {dots}{node.module or ''} import {name}"
                self._write(module, statement, text)
                return True
        return False

    def _by_handle(self, module: Module, name: str, value: object) -> bool:
        text = self._handle(value)
        if text is None:
            return False
        self._owners.setdefault(id(value), self._index_name(module, name))
        self._assign(module, name, text)
        return True

    def _handle(self, value: object) -> str | None:
        kind = self.graph.classify(value)
        if isinstance(kind, Component):
            return f'__import__("wingws_runtime").{kind.kind}({_quoted(kind.name)})'
        if kind == "output":
            key = self.graph.outputs[id(value)].key
            return f'__import__("wingws_runtime").output({_quoted(key)})'
        if kind == "resource" and id(value) in self.graph.resources:
            attributes = self.graph.resources[id(value)]
            parts = [
                f"{name}={write_literal(attribute, self._handle)}"
                for name, attribute in sorted(attributes.items())
            ]
            return f'__import__("types").SimpleNamespace({", ".join(parts)})'
        return None

    # -- data -------------------------------------------------------------------

    def _count_references(self, definitions: list[Definition]) -> None:
        for module, name in self._data:
            self._count_in(module.namespace[name])
        for definition in definitions:
            if isinstance(definition.value, FunctionType):
                for value in _parts_of_function(definition.value):
                    self._count_in(value)

    def _count_in(self, value: object) -> None:
        stack = [value]
        while stack:
            value = stack.pop()
            if is_mutable(value):
                self._count[id(value)] = self._count.get(id(value), 0) + 1
                if self._count[id(value)] > 1:
                    continue
            stack += [child for _, child in children_of(value) or ()]

    def _is_shared(self, value: object) -> bool:
        return self._count.get(id(value), 0) > 1

    def _has_shared(self, value: object) -> bool:
        children = children_of(value) or ()
        return self._is_shared(value) or any(self._has_shared(c) for _, c in children)

    def _own(self, module: Module, name: str) -> None:
        """Make the first name of a shared or referring container its owner."""
        value = module.namespace[name]
        if is_mutable(value) and self._needs_filling(value):
            self._owners.setdefault(id(value), self._index_name(module, name))

    def _needs_filling(self, value: object) -> bool:
        if self._has_shared(value):
            return True
        try:
            write_literal(value)
        except TypeError:
            return True
        return False

    def _write_data(self, module: Module, name: str) -> None:
        value = module.namespace[name]
        index_name = self._index_name(module, name)
        if not self._has_shared(value) and self._keep_source(module, name, value):
            return
        if not self._needs_filling(value):
            self._assign(module, name, write_literal(value))
        elif self._owners.get(id(value)) == index_name:
            self._assign(module, name, _empty(value))
            self._fill(index_name, value)
        elif (text := self._expression(value)) is not None:
            self.decision.fills.append(f"{index_name} = {text}")

    def _keep_source(self, module: Module, name: str, value: object) -> bool:
        binders = module.source.bindings.get(name, ())
        for binder in binders:
            node = binder.statement.node
            if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
                continue
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if len(targets) != 1 or not isinstance(targets[0], ast.Name):
                continue
            above = _Above(self, module, binder.statement)
            if proves(node.value, value, above):
                holes = self._assigned_annotation(node)
                self._keep(module, binder.statement, holes)
                return True
        return False

    def _assigned_annotation(self, node: ast.stmt) -> tuple[Hole, ...]:
        """Blank the annotation of a kept assignment: nothing reads it."""
        if not isinstance(node, ast.AnnAssign):
            return ()
        return (Hole(span_of(node.target)[1], span_of(node.annotation)[1]),)

    def _fill(self, name: str, value: object) -> None:
        """Fill a container that stands empty on its line."""
        try:
            for statement in _filling(name, value, self._reference):
                self.decision.fills.append(statement)
        except TypeError:
            pass  # refused by the walk that found it

    def _expression(self, value: object) -> str | None:
        try:
            return write_literal(value, self._reference)
        except TypeError:
            return None  # refused by the walk that found it

    def _reference(self, value: object) -> str | None:
        """Name an object for index.py; None: it is written out."""
        if (owner := self._owners.get(id(value))) is not None:
            return owner
        if definition := self.graph.definitions.get(id(value)):
            return self._index_name(definition.module, definition.value.__name__)
        if self.graph.classify(value) is not None:
            return self._new_handle(value)
        if self._is_shared(value):
            return self._new_shared(value)
        if isinstance(value, ModuleType):
            return self._index_module(value)
        if children_of(value) is None and (found := importable_name(value)):
            module, name = found
            if module == "builtins":
                return name
            self.decision.imports.add(module)
            return f"{module}.{name}"
        return None

    def _index_module(self, module: ModuleType) -> str:
        if self.program.origin_of(module) == "own":
            return index_variable(module.__name__)
        self.decision.imports.add(module.__name__)
        return module.__name__

    def _new_handle(self, value: object) -> str:
        text = self._handle(value)
        if text is None:
            raise TypeError(value)
        return self._create(value, text)

    def _new_shared(self, value: object) -> str:
        name = self._create(value, _empty(value))
        self._fill(name, value)
        return name

    def _create(self, value: object, text: str) -> str:
        name = f"object_{len(self.decision.creations) + 1}"
        self.decision.creations.append(f"{name} = {text}")
        self._owners[id(value)] = name
        self._kept_alive.append(value)
        return name

    # -- definitions ------------------------------------------------------------

    def _definition(self, definition: Definition) -> None:
        holes = [Hole(a.start, a.end, a.filler) for a in definition.blanked]
        module, node = definition.module, definition.statement.node
        if isinstance(node, ast.ClassDef):
            self._decorators(module, definition.statement, node)
        elif isinstance(definition.value, FunctionType):
            assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            holes += self._defaults(definition, definition.value, node)
            self._function_state(definition, definition.value)
        self._keep(module, definition.statement, tuple(holes))

    def _decorators(
        self, module: Module, statement: Statement, node: ast.ClassDef
    ) -> None:
        for decorator in node.decorator_list:
            if is_kept_decorator(decorator, module, self.program):
                line = module.source.lines[decorator.lineno - 1]
                at = line.rfind(b"@", 0, decorator.col_offset)
                span = (decorator.lineno, at), span_of(decorator)[1]
                self._add(module, Piece.kept(statement, span))

    def _defaults(
        self,
        definition: Definition,
        function: FunctionType,
        node: ast.FunctionDef | ast.AsyncFunctionDef,
    ) -> list[Hole]:
        name = self._index_name(definition.module, function.__name__)
        holes: list[Hole] = []
        above = _Above(self, definition.module, definition.statement)
        values = function.__defaults__ or ()
        if len(values) != len(node.args.defaults) or self._put_defaults(
            node.args.defaults, list(values), above, holes
        ):
            text = self._expression(values or None)
            self.decision.fills.append(f"{name}.__defaults__ = {text}")
        keywords = function.__kwdefaults__ or {}
        expressions = {
            a.arg: d
            for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            if d is not None
        }
        if expressions.keys() != keywords.keys() or self._put_defaults(
            list(expressions.values()), [keywords[k] for k in expressions], above, holes
        ):
            text = self._expression(keywords or None)
            self.decision.fills.append(f"{name}.__kwdefaults__ = {text}")
        return holes

    def _put_defaults(
        self,
        expressions: list[ast.expr],
        values: list[object],
        above: _Above,
        holes: list[Hole],
    ) -> bool:
        """Keep defaults that are proven or fit in place; tell whether one does not."""
        unproven = False
        for expression, value in zip(expressions, values, strict=True):
            if not self._has_shared(value) and proves(expression, value, above):
                continue
            start, end = span_of(expression)
            text = None if self._needs_filling(value) else write_literal(value)
            fits = (
                text is not None
                and start[0] == end[0]
                and (len(text.encode()) <= end[1] - start[1])
            )
            holes.append(Hole(start, end, text if text is not None and fits else "0"))
            unproven = unproven or not fits
        return unproven

    def _function_state(self, definition: Definition, function: FunctionType) -> None:
        name = self._index_name(definition.module, function.__name__)
        for key, value in sorted(vars(function).items()):
            if (text := self._expression(value)) is not None:
                self.decision.fills.append(f"{name}.{key} = {text}")

    # -- text -------------------------------------------------------------------

    def _assign(self, module: Module, name: str, text: str) -> None:
        """Write `name = text` where the name was last assigned."""
        binders = module.source.bindings.get(name)
        if binders:
            self._write(module, binders[-1].statement, f"{name} = {text}")
        else:
            self.decision.fills.append(f"{self._index_name(module, name)} = {text}")

    def _write(self, module: Module, statement: Statement, text: str) -> None:
        self._add(module, Piece.written(statement, text))

    def _keep(
        self, module: Module, statement: Statement, holes: tuple[Hole, ...] = ()
    ) -> None:
        self._add(module, Piece.kept(statement, statement.span, holes))

    def _add(self, module: Module, piece: Piece) -> None:
        self.decision.pieces.setdefault(id(module), []).append(piece)

    def _imports(self) -> None:
        for module, statement, aliases in self._aliases.values():
            self._add(module, import_piece(statement, aliases, module, self.program))

    def _futures(self) -> None:
        for module in self.graph.modules.values():
            for statement in module.source.future_imports:
                if self.decision.pieces.get(id(module)):
                    self._keep(module, statement)

    def _index_name(self, module: Module, name: str) -> str:
        return f"{index_variable(module.name)}.{name}"

    def is_above(
        self, module: Module, statement: Statement, node: ast.expr, value: object
    ) -> bool:
        """Tell whether an expression names a definition or import made further up."""
        path = _dotted(node)
        if path is None or len(path) > 1 or not self._stands_alone(value):
            return False
        found = module.namespace.get(path[0])
        return found is value and self._is_named_above(module, path[0], statement)

    def _stands_alone(self, value: object) -> bool:
        return (
            id(value) in self.graph.definitions
            or isinstance(value, ModuleType)
            or (children_of(value) is None and importable_name(value) is not None)
        )

    def _is_named_above(self, module: Module, name: str, statement: Statement) -> bool:
        if name not in module.namespace:
            return False
        binders = module.source.bindings.get(name, [])
        if not binders or binders[-1].statement.node.lineno >= statement.node.lineno:
            return False
        self._name(module, name)
        return (module, name) not in self._data


class _Above:
    """Answers `proves` for one statement."""

    def __init__(self, decider: _Decider, module: Module, statement: Statement) -> None:
        self._decider = decider
        self._module = module
        self._statement = statement

    def __call__(self, node: ast.expr, value: object) -> bool:
        return self._decider.is_above(self._module, self._statement, node, value)


def index_variable(module: str) -> str:
    """Give the name that index.py has for a module of the program."""
    return "main" if module == "__main__" else module.replace(".", "_")


def _dotted(node: ast.expr) -> list[str] | None:
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute) and (path := _dotted(node.value)):
        return [*path, node.attr]
    return None


def _quoted(text: str) -> str:
    return json.dumps(text)


def _parts_of_function(function: FunctionType) -> list[object]:
    return [
        *(function.__defaults__ or ()),
        *(function.__kwdefaults__ or {}).values(),
        *vars(function).values(),
    ]


def _empty(value: object) -> str:
    if isinstance(value, deque):
        return write_literal(deque(maxlen=value.maxlen))
    return write_literal(type(value)())


def _filling(name: str, value: object, reference: Reference) -> list[str]:
    """Write the statements that fill an empty container."""
    if isinstance(value, bytearray):
        return [f"{name}.extend({bytes(value)!r})"]
    if isinstance(value, list | deque):
        return [f"{name}.extend({write_literal(list(value), reference)})"]
    if isinstance(value, set):
        return [f"{name}.update({write_literal(value, reference)})"]
    assert isinstance(value, dict)
    statements = []
    if isinstance(value, defaultdict):
        factory = write_literal(value.default_factory, reference)
        statements.append(f"{name}.default_factory = {factory}")
    items = write_literal(dict(value), reference)
    return [*statements, f"{name}.update({items})"]
