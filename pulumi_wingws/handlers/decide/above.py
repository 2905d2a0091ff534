"""Names that already mean a value where a statement stands, as far as can be proven."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import Enum
from types import ModuleType

from ..program.importable import importable_name
from ..program.modules import Module
from ..program.statements import Statement
from .global_names import GlobalNames

__all__ = ["Above", "is_bound_above"]


@dataclass(frozen=True)
class Above:
    """Answers `proves` about the names in one statement."""

    names: GlobalNames
    module: Module
    statement: Statement

    def __call__(self, node: ast.expr, value: object) -> bool:
        """Tell whether a name means exactly the value where the statement stands."""
        if isinstance(node, ast.Attribute):
            return isinstance(value, Enum) and self(node.value, type(value))
        if not isinstance(node, ast.Name) or not self._has_definition(value):
            return False
        if not is_bound_above(self.module, node.id, self.statement):
            return False
        if self.module.namespace.get(node.id) is not value:
            return False
        self.names.bind(self.module, node.id)
        return (self.module, node.id) not in self.names.data

    def _has_definition(self, value: object) -> bool:
        return (
            id(value) in self.names.graph.definitions
            or isinstance(value, ModuleType)
            or importable_name(value, self.names.graph.program) is not None
        )


def is_bound_above(module: Module, name: str, statement: Statement) -> bool:
    """Tell whether one statement binds a name, and stands above another."""
    binders = module.source.bindings.get(name, ())
    return len(binders) == 1 and binders[0].statement.start < statement.start
