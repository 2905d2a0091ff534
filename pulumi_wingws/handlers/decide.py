"""Second pass: decide for each name and definition that was found how it travels.

A source line is kept where it provably yields the value. Otherwise the value is written
as a literal on the line where the name was assigned, or by `index.py` at the end.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from types import ModuleType

from .canvas import Hole, Piece
from .closures import paint_closures
from .defaults import decide_defaults
from .functions import parts_of
from .graph import Closure, Definition, Graph, Reached
from .importable import importable_name
from .imports import import_piece
from .literals import children_of, is_mutable
from .model import Component
from .names import uses_in
from .objects import Objects, index_name
from .program import Module, Program
from .proofs import proves
from .runtime_files import is_runtime_name
from .sources import Binder, Statement, span_of
from .touched import touched_names

__all__ = ["Decision", "decide"]

_DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass
class Decision:
    """What each file shows, and what `index.py` does once all files are loaded."""

    objects: Objects
    pieces: dict[int, list[Piece]] = field(default_factory=dict)
    painted: list[Closure] = field(default_factory=list)
    handler: str = ""
    inits: list[str] = field(default_factory=list)

    def add(self, module: Module, piece: Piece) -> None:
        """Show a piece of a module; what is shown already only gets its holes too."""
        pieces = self.pieces.setdefault(id(module), [])
        for index, shown in enumerate(pieces):
            if shown.text is None and (shown.start, shown.end) == (
                piece.start,
                piece.end,
            ):
                holes = {hole.start: hole for hole in (*shown.holes, *piece.holes)}
                ordered = tuple(holes[start] for start in sorted(holes))
                pieces[index] = replace(shown, holes=ordered)
                return
        pieces.append(piece)


def decide(graph: Graph, inits: Iterable[object] = ()) -> Decision:
    """Decide how everything travels; conflicts are refused in the graph."""
    return _Decider(graph, inits).run()


class _Decider:
    def __init__(self, graph: Graph, inits: Iterable[object]) -> None:
        self.graph = graph
        self._inits = inits
        self.program: Program = graph.program
        self.objects = Objects(graph)
        self.decision = Decision(self.objects)
        self._bound: dict[tuple[Module, str], object] = {}
        self._aliases: dict[Statement, tuple[Module, list[ast.alias]]] = {}
        self._data: set[tuple[Module, str]] = set()
        self._touched = touched_names(graph)

    def run(self) -> Decision:
        definitions = sorted(
            self.graph.definitions.values(),
            key=lambda d: (d.module.name, d.statement.start),
        )
        for definition in definitions:
            if self.graph.is_named(definition):
                self._bound[definition.module, definition.name] = definition.value
        for module, name in _sorted(self.graph.names):
            self._name(module, name)
        self._write_data(definitions)
        for definition in definitions:
            self._definition(definition)
        for module, name in _sorted(self.graph.tombstones):
            if (module, name) not in self._bound:
                self.objects.imports.add("rebuild")
                text = f'__import__("wingws_runtime").rebuild.Tombstone("{name}")'
                self._assign(module, name, text)
        self._handle_attributes()
        for cls, virtual in self.graph.registered:
            pair = self.objects.expression(cls), self.objects.expression(virtual)
            self.objects.fills.append("{}.register({})".format(*pair))
        self.decision.handler = self.objects.expression(self.graph.handler)
        self.decision.inits = [self.objects.expression(init) for init in self._inits]
        self.objects.fill_cells()
        self._import_pieces()
        self.decision.painted = paint_closures(self.graph, self.decision.pieces)
        return self.decision

    # -- names ------------------------------------------------------------------

    def _name(self, module: Module, name: str) -> None:
        """Bind a name by its definition, an import or a handle; else it is data."""
        value = module.namespace[name]
        if (module, name) in self._bound:
            if self._bound[module, name] is not value:
                self._refuse_two(self.graph.names[module, name], name)
            return
        self._bound[module, name] = value
        self.graph.add_module(module)
        for bind in (
            self._by_import,
            self._by_star,
            self._by_handle,
            self._by_running_again,
        ):
            if bind(module, name, value):
                return
        self._data.add((module, name))

    def _refuse_two(self, reached: Reached, name: str) -> None:
        problem = f"'{name}' stands for two things that the handler needs"
        self.graph.refuse(reached, problem, "give each of them a name of its own")

    def _by_import(self, module: Module, name: str, value: object) -> bool:
        """Keep the imports that yield the value, `import a.b` and `import a.c` both."""
        found = False
        for binder in module.source.bindings.get(name, ()):
            if binder.alias is None or not self._imports_it(module, binder, value):
                continue
            entry = self._aliases.setdefault(binder.statement, (module, []))
            entry[1].append(binder.alias)
            found = True
            if binder.alias.asname or isinstance(binder.statement.node, ast.ImportFrom):
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
            if self._imports_from(
                module.absolute(node.module, node.level), name, value
            ):
                origin = "." * node.level + (node.module or "")
                self._write(module, statement, f"from {origin} import {name}")
                return True
        return False

    def _by_handle(self, module: Module, name: str, value: object) -> bool:
        text = self.objects.handle(value)
        if text is None:
            return False
        place = index_name(module, name)
        if (owner := self.objects.let_own(value, place)) != place:
            self.objects.fills.append(f"{place} = {owner}")
        else:
            self._assign(module, name, self._by_class(module, name, value) or text)
        return True

    def _handle_attributes(self) -> None:
        """Give handles the Outputs and methods that code asks them for by name."""
        for value, _, _ in self.graph.methods.values():
            outputs = self.graph.resources.get(id(value), {})
            methods = self.graph.user_methods.get(id(value), {})
            for name, attribute in sorted({**outputs, **methods}.items()):
                place = self.objects.expression(value)
                text = self.objects.expression(attribute)
                bound = f"{text}.__get__({place})" if name in methods else text
                self.objects.fills.append(f"{place}.{name} = {bound}")

    def _by_running_again(self, module: Module, name: str, value: object) -> bool:
        lines = self.graph.reruns.get((module, name), ())
        for statement in lines:
            self._keep(module, statement, _assigned_annotation(statement.node))
        if lines:
            self.objects.let_own(value, index_name(module, name))
        return bool(lines)

    def _by_class(self, module: Module, name: str, value: object) -> str | None:
        """Write a handle by its class's own name, where an import gives that above."""
        kind = self.graph.classify(value)
        binders = module.source.bindings.get(name)
        if not isinstance(kind, Component) or not binders:
            return None
        for known, bound in module.namespace.items():
            if (
                bound is type(value)
                and self._is_class_of_ours(bound, kind)
                and self._is_imported_above(module, known, binders[-1].statement)
            ):
                self._name(module, known)
                return f'{known}("{kind.name}")'
        return None

    def _is_class_of_ours(self, cls: type, kind: Component) -> bool:
        return (
            cls.__name__ == kind.kind
            and is_runtime_name(kind.kind)
            and self.program.origin(cls.__module__, None) == "runtime"
        )

    def _is_imported_above(
        self, module: Module, name: str, statement: Statement
    ) -> bool:
        binders = module.source.bindings.get(name, ())
        return len(binders) == 1 and (
            isinstance(binders[0].statement.node, ast.ImportFrom)
            and binders[0].statement.start < statement.start
        )

    # -- data -------------------------------------------------------------------

    def _write_data(self, definitions: list[Definition]) -> None:
        names = _sorted(self._data)
        self.objects.count(module.namespace[name] for module, name in names)
        for definition in definitions:
            if definition.function is not None:
                self.objects.count(parts_of(definition.function).values())
            for _, attributes in self.graph.attributes.get(id(definition.value), ()):
                self.objects.count(value for _, value, _ in attributes)
            for method in self.graph.defaults.get(id(definition.value), ()):
                assert method.function is not None
                self.objects.count(parts_of(method.function).values())
        owners = {
            (module, name)
            for module, name in names
            if self.objects.own(
                module.namespace[name],
                index_name(module, name),
                must=(module, name) in self._touched,
            )
        }
        for definition in definitions:
            self._class_data(definition)
        # Objects first: a container may hold them as keys, which needs their state.
        for module, name in sorted(names, key=lambda place: self._is_container(*place)):
            self._datum(module, name, is_owner=(module, name) in owners)

    def _class_data(self, definition: Definition) -> None:
        """Give a class the attributes that its text does not provably yield."""
        for cls, name, value, node in self._class_attributes(definition):
            if node is None or not self._is_proven(definition, node, value):
                self._class_attribute(cls, name, value)

    def _class_attributes(
        self, definition: Definition
    ) -> Iterator[tuple[type, str, object, ast.expr | None]]:
        for cls, attributes in self.graph.attributes.get(id(definition.value), ()):
            for name, value, node in attributes:
                yield cls, name, value, node

    def _is_proven(self, definition: Definition, node: ast.expr, value: object) -> bool:
        is_above = self._is_above(definition.module, definition.statement)
        return not self.objects.has_shared(value) and proves(node, value, is_above)

    def _class_attribute(self, cls: type, name: str, value: object) -> None:
        place = f"{self.objects.expression(cls)}.{name}"
        if self.objects.own(value, place):
            self.objects.creations.append(f"{place} = {self.objects.empty(value)}")
            self.objects.fill(place, value)
        else:
            text = self.objects.expression(value)
            self.objects.fills.append(f"{place} = {text}")

    def _class_holes(self, definition: Definition) -> Iterator[Hole]:
        """Blank what names in a class's text no longer yield there."""
        for cls, _, value, node in self._class_attributes(definition):
            if node is None or self._is_proven(definition, node, value):
                continue
            names = [use.name for use in uses_in(node) if use.name not in vars(cls)]
            if not all(self._is_bound_above(definition, name) for name in names):
                yield Hole(*span_of(node), "0")

    @staticmethod
    def _is_bound_above(definition: Definition, name: str) -> bool:
        binders = definition.module.source.bindings.get(name, ())
        if name not in definition.module.namespace:
            return True
        return len(binders) == 1 and (
            binders[0].statement.start < definition.statement.start
        )

    def _is_container(self, module: Module, name: str) -> bool:
        return children_of(module.namespace[name]) is not None

    def _datum(self, module: Module, name: str, *, is_owner: bool) -> None:
        value = module.namespace[name]
        is_touched = (module, name) in self._touched
        if is_touched and is_mutable(value) and is_owner:
            self._create(module, name, value)
            return
        if not self.objects.has_shared(value) and self._keep_source(module, name):
            if is_touched and not is_mutable(value):
                self._set_last(module, name, value)
            return
        if (text := self.objects.literal(value)) is not None:
            self._assign(module, name, text)
            if is_touched:
                self._set_last(module, name, value)
        elif is_owner:
            self._create(module, name, value)
        else:
            text = self.objects.expression(value)
            self.objects.fills.append(f"{index_name(module, name)} = {text}")

    def _set_last(self, module: Module, name: str, value: object) -> None:
        """Set what code that runs while loading may have bound to something else."""
        if self._is_stored(module, name):
            text = self.objects.expression(value)
            self.objects.fills.append(f"{index_name(module, name)} = {text}")

    def _is_stored(self, module: Module, name: str) -> bool:
        return any(
            isinstance(node, ast.Global) and name in node.names
            for node in ast.walk(module.source.tree)
        )

    def _create(self, module: Module, name: str, value: object) -> None:
        """Create an object empty: on its line, or in index.py if it has a class."""
        binders = module.source.bindings.get(name)
        line = binders[-1].statement.node.lineno if binders else 0
        if children_of(value) is not None:
            self._assign(module, name, self.objects.empty(value))
        elif (
            binders
            and not isinstance(binders[-1].statement.node, _DEFINITIONS)
            and (text := self.objects.creation_in(module, line, value))
        ):
            self._assign(module, name, text)
        else:
            text = self.objects.empty(value)
            self.objects.creations.append(f"{index_name(module, name)} = {text}")
        is_new = (module, name) not in self._touched
        self.objects.fill(index_name(module, name), value, is_new=is_new)

    def _keep_source(self, module: Module, name: str) -> bool:
        """Keep an assignment that provably yields the value."""
        for binder in module.source.bindings.get(name, ()):
            node = binder.statement.node
            if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
                continue
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if len(targets) != 1 or not isinstance(targets[0], ast.Name):
                continue
            value = module.namespace[name]
            if proves(node.value, value, self._is_above(module, binder.statement)):
                self._keep(module, binder.statement, _assigned_annotation(node))
                return True
        return False

    # -- definitions ------------------------------------------------------------

    def _definition(self, definition: Definition) -> None:
        module, statement = definition.module, definition.statement
        holes = [Hole(a.start, a.end, a.filler) for a in definition.blanked]
        for decorator in definition.decorators:
            line = module.source.lines[decorator.lineno - 1]
            at = line.rfind(b"@", 0, decorator.col_offset)
            span = (decorator.lineno, at), span_of(decorator)[1]
            self.decision.add(module, Piece.kept(statement, span))
        if definition.function is not None:
            is_above = self._is_above(module, statement)
            is_named = self.graph.is_named(definition)
            holes += decide_defaults(
                definition, self.objects, is_above, is_named=is_named
            )
        else:
            holes += self._class_holes(definition)
            for method in self.graph.defaults.get(id(definition.value), ()):
                is_above = self._is_above(module, statement)
                holes += decide_defaults(method, self.objects, is_above, is_named=True)
        self._keep(module, statement, holes)

    def _is_above(self, module: Module, statement: Statement) -> _IsAbove:
        return _IsAbove(self, module, statement)

    def is_above(
        self, module: Module, statement: Statement, node: ast.expr, value: object
    ) -> bool:
        """Tell whether a name means exactly the value where the statement stands."""
        if isinstance(node, ast.Attribute):
            return isinstance(value, Enum) and self.is_above(
                module, statement, node.value, type(value)
            )
        if not isinstance(node, ast.Name) or not self._has_definition(value):
            return False
        binders = module.source.bindings.get(node.id, ())
        if len(binders) != 1 or binders[0].statement.start >= statement.start:
            return False
        if module.namespace.get(node.id) is not value:
            return False
        self._name(module, node.id)
        return (module, node.id) not in self._data

    def _has_definition(self, value: object) -> bool:
        return (
            id(value) in self.graph.definitions
            or isinstance(value, ModuleType)
            or importable_name(value, self.program) is not None
        )

    # -- text -------------------------------------------------------------------

    def _assign(self, module: Module, name: str, text: str) -> None:
        """Write `name = text` where the name was last assigned."""
        binders = module.source.bindings.get(name)
        if binders and not isinstance(binders[-1].statement.node, _DEFINITIONS):
            self._write(module, binders[-1].statement, f"{name} = {text}")
        else:
            self.objects.creations.append(f"{index_name(module, name)} = {text}")

    def _write(self, module: Module, statement: Statement, text: str) -> None:
        self.decision.add(module, Piece.written(statement, text))

    def _keep(
        self, module: Module, statement: Statement, holes: list[Hole] | None = None
    ) -> None:
        piece = Piece.kept(statement, statement.span, holes or ())
        self.decision.add(module, piece)

    def _import_pieces(self) -> None:
        for statement, (module, aliases) in self._aliases.items():
            piece = import_piece(statement, aliases, module, self.program)
            self.decision.add(module, piece)
        for module in self.graph.modules.values():
            if self.decision.pieces.get(id(module)):
                for statement in module.source.future_imports:
                    self._keep(module, statement)


class _IsAbove:
    """Answers `proves` about the names in one statement."""

    def __init__(self, decider: _Decider, module: Module, statement: Statement) -> None:
        self._decider = decider
        self._module = module
        self._statement = statement

    def __call__(self, node: ast.expr, value: object) -> bool:
        return self._decider.is_above(self._module, self._statement, node, value)


def _sorted(names: object) -> list[tuple[Module, str]]:
    return sorted(names, key=lambda key: (key[0].name, key[1]))  # type: ignore[call-overload, no-any-return]


def _assigned_annotation(node: ast.stmt) -> list[Hole]:
    """Blank the annotation of a kept assignment: nothing reads it."""
    if not isinstance(node, ast.AnnAssign):
        return []
    return [Hole(span_of(node.target)[1], span_of(node.annotation)[1])]
