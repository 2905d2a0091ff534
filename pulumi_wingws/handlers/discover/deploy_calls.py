"""Names that functions may have changed which the program called at deploy time."""

from __future__ import annotations

import ast
from types import FunctionType

from ..program.modules import Module, Program
from ..program.names import uses_in
from ..reach import functions_of, look_up, names_reached

__all__ = ["DeployCalls"]


class DeployCalls:
    """Follows the calls at module level of the modules that it is asked about."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._seen: set[int] = set()
        self._places: set[tuple[int, str]] = set()

    def reach(self, module: Module, name: str, modules: list[Module]) -> bool:
        """Tell whether calls in some modules reach a name, as far as code tells."""
        for each in modules:
            if id(each) not in self._seen:
                self._seen.add(id(each))
                called = _called(each, self._program)
                self._places |= {
                    (id(namespace), known)
                    for _, namespace, known in names_reached(called, self._program)
                }
        return (id(module.namespace), name) in self._places


def _called(module: Module, program: Program) -> list[FunctionType]:
    """List the functions that calls at module level mention in any way."""
    values: list[object] = []
    for statement in module.source.statements:
        if isinstance(statement.node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for child in ast.iter_child_nodes(statement.node):
            if not isinstance(child, ast.expr):
                continue
            if any(isinstance(node, ast.Call) for node in ast.walk(child)):
                for use in uses_in(child):
                    if place := look_up(module.namespace, use, program):
                        namespace, name = place
                        values.append(namespace[name])
    return [function for value in values for function in functions_of(value, program)]
