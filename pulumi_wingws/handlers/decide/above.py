"""What names mean where a statement stands, as far as can be proven."""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path, PurePath
from types import FunctionType, ModuleType

from ..discover.graph import Definition
from ..guard import SECRET_NAME
from ..program.importable import importable_name
from ..program.modules import AT_RUN_TIME, Module
from ..program.statements import Statement, bound_names
from ..values.functions import parts_of
from ..values.literals import write_literal
from ..values.scalars import is_written
from .constants import NotConstant, compute
from .global_names import GlobalNames
from .large import is_long
from .pure import is_pure

__all__ = ["Above", "assigned"]

_NOTHING = object()


@dataclass
class Above:
    """Answers `proves` about the names in one statement, and keeps what it relied on.

    `hidden` are names that mean something else there: a class's own.
    """

    names: GlobalNames
    module: Module
    statement: Statement
    hidden: frozenset[str] = frozenset()
    _needed: list[str] = field(default_factory=list)
    _lines: list[Statement] = field(default_factory=list)
    _is_of_place: bool = False

    @classmethod
    def definition(cls, definition: Definition, names: GlobalNames) -> Above:
        """Answer about the names in a definition's defaults, or in a class's text."""
        node = definition.node
        hidden = _bound_inside(node) if isinstance(node, ast.ClassDef) else frozenset()
        return cls(names, definition.module, definition.statement, hidden)

    def again(self) -> Above:
        """Answer anew, relying on nothing yet."""
        return Above(self.names, self.module, self.statement, self.hidden)

    def means(self, node: ast.expr, value: object) -> bool:
        """Tell whether a name or attribute is exactly the value."""
        if isinstance(node, ast.Attribute):
            return self._is_attribute(node, value)
        if not isinstance(node, ast.Name) or node.id in self.hidden:
            return False
        if _builtin(node.id, self.module) is value:
            return True
        if not self._has_definition(value):
            return False
        if self.module.binder_above(node.id, self.statement) is None:
            return False
        if self.module.namespace.get(node.id) is not value:
            return False
        self._needed.append(node.id)
        return True

    def is_lambda(self, node: ast.Lambda, value: object) -> bool:
        """Tell whether a lambda makes the very function, with no data of its own."""
        closure = self.names.graph.closures.get(id(value))
        return (
            closure is not None
            and closure.scope.node is node
            and isinstance(value, FunctionType)
            and value not in self.names.graph.functions
            and not value.__code__.co_freevars
            and not parts_of(value)
        )

    def computes(self, node: ast.expr, value: object) -> bool:
        """Tell whether a computation yields data equal to the value."""
        self._is_of_place = False
        try:
            return self._is_same(compute(node, self.look_up), value)
        except (NotConstant, TypeError):  # the value cannot be written
            return False

    def look_up(self, node: ast.Name) -> object:
        """Give what a name means that a computation may use.

        Raises:
            NotConstant: there is none, or it may mean something else by then.
        """
        name = node.id
        if name in self.hidden:
            raise NotConstant
        if name in {"__name__", "__file__"} and name not in self.module.source.bindings:
            return self._place(name)
        if is_pure(found := _builtin(name, self.module)):
            return found
        binder = self.module.binder_above(name, self.statement)
        if binder is None or name not in self.module.namespace:
            raise NotConstant
        value = self.module.namespace[name]
        if binder.alias is None:
            self._rely_on_line(name, value, binder.statement)
        elif not isinstance(value, ModuleType) and not is_pure(value):
            raise NotConstant
        self._needed.append(name)
        return value

    def keep(self) -> bool:
        """Keep what was relied on; tell whether all of it could be kept."""
        for statement in self._lines:
            self.names.keep_line(self.module, statement)
        for name in self._needed:
            self.names.bind(self.module, name)
        lines = {id(line) for line in self._lines}
        return all(
            (self.module, name) not in self.names.data
            or id(self.module.source.bindings[name][0].statement) in lines
            for name in self._needed
        )

    def _is_attribute(self, node: ast.Attribute, value: object) -> bool:
        """Tell whether it is a member of an enumeration, or what a module offers."""
        if isinstance(value, Enum) and self.means(node.value, type(value)):
            return type(value).__members__.get(node.attr) is value
        owner = self._module(node.value)
        program = self.names.graph.program
        return (
            owner is not None
            and program.origin_of(owner) in AT_RUN_TIME
            and vars(owner).get(node.attr) is value
            and importable_name(value, program) is not None
            and self.means(_first(node), self.module.namespace.get(_first(node).id))
        )

    def _module(self, node: ast.expr) -> ModuleType | None:
        """Give the module that a dotted name stands for."""
        value: object = None
        if isinstance(node, ast.Name):
            value = self.module.namespace.get(node.id)
        elif isinstance(node, ast.Attribute) and (owner := self._module(node.value)):
            value = vars(owner).get(node.attr)
        return value if isinstance(value, ModuleType) else None

    def _has_definition(self, value: object) -> bool:
        return (
            id(value) in self.names.graph.definitions
            or isinstance(value, ModuleType)
            or importable_name(value, self.names.graph.program) is not None
        )

    def _rely_on_line(self, name: str, value: object, line: Statement) -> None:
        """Rely on a line above that yields what cannot change."""
        place = self.module, name
        expression = assigned(line.node)
        if expression is None or not self.names.is_settled(*place):
            raise NotConstant
        if is_long(expression, self.module):
            raise NotConstant
        # What a secret holds need not travel.
        if not _is_fixed(value) or SECRET_NAME.search(name):
            raise NotConstant
        if place not in self.names.constants:
            inner = Above(self.names, self.module, line)
            is_kept = inner.computes(expression, value)
            self.names.constants[place] = (
                (inner._needed, inner._lines) if is_kept else None
            )
        found = self.names.constants[place]
        if found is None:
            raise NotConstant
        self._is_of_place |= isinstance(value, PurePath) and value.is_absolute()
        self._needed += found[0]
        self._lines += [*found[1], line]

    def _place(self, name: str) -> object:
        """Give a module's name, or its file, which lies elsewhere in the artifact."""
        if name == "__name__":
            return self.module.name
        path = self.module.namespace.get(name)
        self._is_of_place = True
        file = self.names.graph.program.root / self.module.path
        if not isinstance(path, str) or path != str(file):
            raise NotConstant
        return path

    def _is_same(self, computed: object, value: object) -> bool:
        if type(computed) is not type(value) or is_pure(value):
            return False
        if self._is_of_place:
            root = self.names.graph.program.root
            is_below = isinstance(value, Path) and value.is_relative_to(root)
            return is_below and computed == value
        return write_literal(computed) == write_literal(value)


def assigned(node: ast.stmt) -> ast.expr | None:
    """Give what a statement assigns that binds one name and nothing else."""
    if not isinstance(node, ast.Assign | ast.AnnAssign):
        return None
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    is_one = len(targets) == 1 and isinstance(targets[0], ast.Name)
    return node.value if is_one else None


def _first(node: ast.expr) -> ast.Name:
    """Give the first of dotted names."""
    while isinstance(node, ast.Attribute):
        node = node.value
    assert isinstance(node, ast.Name)
    return node


def _bound_inside(tree: ast.AST) -> frozenset[str]:
    """List all names that are bound anywhere in a class."""
    return frozenset(
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt)
        for name, _ in bound_names(node)
    )


def _builtin(name: str, module: Module) -> object:
    """Give what Python itself means by a name, unless the module means something."""
    is_free = name not in module.namespace and name not in module.source.bindings
    return vars(builtins).get(name, _NOTHING) if is_free else _NOTHING


def _is_fixed(value: object) -> bool:
    """Tell whether data cannot be changed, nor be known by its identity."""
    if isinstance(value, tuple | frozenset):
        return type(value) in {tuple, frozenset} and all(map(_is_fixed, value))
    return is_written(value) and not isinstance(value, bytearray) and value == value
