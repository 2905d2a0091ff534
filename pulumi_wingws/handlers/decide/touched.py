"""Values that the artifact's own lines may change while its files are loaded.

Class bodies run, and with them decorators of methods, `__init_subclass__` and
metaclasses. What these append to a registry would be there twice, so the registry gets
its value when everything has run.
"""

from __future__ import annotations

import ast
import dis
from collections.abc import Iterator
from types import CodeType, FunctionType

from ..discover.graph import Graph
from ..program.definitions import class_module, is_own, undecorated
from ..program.modules import Module, NoSource
from ..program.names import find_uses, uses_in

__all__ = ["is_stored", "touched_names"]


def touched_names(graph: Graph) -> set[tuple[Module, str]]:
    """Find the global names that code which runs while loading mentions or binds."""
    walk = _Walk(graph)
    for definition in graph.definitions.values():
        if isinstance(definition.value, type):
            body = definition.module.source.class_code(definition.statement)
            walk.code(body, definition.module, is_nested=False)
            for base in definition.value.__mro__[1:]:
                walk.value(base)
            walk.value(type(definition.value))
        for decorator in definition.decorators:
            for use in uses_in(decorator):
                walk.name(definition.module, use.name)
    return walk.names


def is_stored(module: Module, name: str) -> bool:
    """Tell whether a function of the module binds the name."""
    return any(
        isinstance(node, ast.Global) and name in node.names
        for node in ast.walk(module.source.tree)
    )


class _Walk:
    def __init__(self, graph: Graph) -> None:
        self._program = graph.program
        self._seen: set[int] = set()
        self.names: set[tuple[Module, str]] = set()

    def name(self, module: Module, name: str) -> None:
        if name in module.namespace and (module, name) not in self.names:
            self.names.add((module, name))
            self.value(module.namespace[name])

    def value(self, value: object) -> None:
        if id(value) in self._seen or not is_own(value, self._program):
            return
        self._seen.add(id(value))
        if isinstance(value, type):
            module = class_module(value, self._program)
            for member in vars(value).values():
                if isinstance(member, FunctionType | classmethod | staticmethod):
                    self.value(getattr(member, "__func__", member))
            if module is not None:
                self.name(module, value.__name__)
        elif function := undecorated(value, self._program):
            try:
                module = self._program.module_of(function)
            except NoSource:  # what a decorator of others generated
                return
            self.code(function.__code__, module, is_nested=True)
            for cell in function.__closure__ or ():
                self._cell(cell)

    def code(self, code: CodeType, module: Module, *, is_nested: bool) -> None:
        for name in (u.name for u in find_uses(code, is_nested=is_nested)):
            self.name(module, name)
        for name in _stored(code):
            self.name(module, name)

    def _cell(self, cell: object) -> None:
        try:
            self.value(cell.cell_contents)  # type: ignore[attr-defined]
        except ValueError:
            return


def _stored(code: CodeType) -> Iterator[str]:
    for step in dis.get_instructions(code):
        if step.opname == "STORE_GLOBAL":
            yield step.argval
