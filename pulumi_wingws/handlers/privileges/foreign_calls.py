"""Calls by which code of others, a package's or Python's, gets hold of a component."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from types import FunctionType, ModuleType

from ..discover.graph import Graph
from ..model import Component
from ..values.functions import cell_contents, cells_of
from ..values.scalars import is_written
from .carriers import Carriers
from .definitions import Definitions
from .texts import Text, identifier, nodes_of, root_of

__all__ = ["ForeignCalls"]

# Modules of Python that keep what they get, pass it on, give it back, or look at it.
_HARMLESS = frozenset(
    {"abc", "asyncio", "builtins", "collections", "concurrent", "contextlib"}
    | {"contextvars", "copy", "dataclasses", "enum", "functools", "itertools"}
    | {
        "logging",
        "operator",
        "queue",
        "thread",
        "threading",
        "types",
        "typing",
        "weakref",
    }
    # Those that make values of values, and call nothing of an object's own
    | {"base64", "datetime", "decimal", "hashlib", "hmac", "json", "math", "random"}
    | {"re", "statistics", "time", "uuid"}
    | {"wingws_runtime", "pulumi_wingws"}
)
_CONTAINERS = (dict, list, set, tuple, str)


class ForeignCalls:
    """Finds calls of code of others in texts.

    Where the artifact has no package of others, a call of what cannot be resolved, as
    a parameter's method, is one of the program's own.
    """

    def __init__(self, graph: Graph, texts: list[Text], held: list[Component]) -> None:
        self._graph = graph
        self._texts = texts
        self._held = held
        self._modules = {each.path: each for each in graph.modules.values()}
        self._definitions = Definitions(texts)
        homes = map(graph.program.origin_named, self._definitions.imports.values())
        self._has_packages = "foreign" in homes

    def escapes(self) -> Iterator[tuple[set[int], str]]:
        """List how components get into code of others: which, or none if unknown."""
        calls = [
            (text, node)
            for text, node in nodes_of(self._texts)
            if isinstance(node, ast.Call) and _given(node)
            if self._is_foreign(node.func, text)
        ]
        if not calls:
            return
        kinds = {component.kind for component in self._held}
        methods = {method for component in self._held for method in component.methods}
        cells = _cells(self._graph)
        carriers = Carriers(self._texts, self._definitions, cells, kinds, methods)
        for text, node in calls:
            if passed := [each for each in _given(node) if carriers.has(each)]:
                name = ast.unparse(node.func)
                direct = [self._component_at(each, text) for each in passed]
                known = {id(value) for value in direct if value is not None}
                which = known if None not in direct else set()
                yield which, f"passed to {name}, {text.place(node)}"

    def _component_at(self, node: ast.expr, text: Text) -> object:
        root, _ = root_of(node)
        if not isinstance(root, ast.Name):
            return None
        return self._graph.mentioned.get((text.path, root.lineno, root.col_offset))

    def _is_foreign(self, function: ast.expr, text: Text) -> bool:
        name = identifier(function) or ""
        root, _ = root_of(function)
        if isinstance(root, ast.Call) and identifier(root.func) == "__import__":
            return self._is_home_of_others(str(ast.literal_eval(root.args[0])))
        if isinstance(root, ast.Name) and root.id in self._definitions.imports:
            return self._is_home_of_others(self._definitions.imports[root.id])
        if self._definitions.defines(name) or text.path == "index.py":
            return False
        if isinstance(function, ast.Name) and hasattr(builtins, name):
            return False
        module = self._modules.get(text.path)
        if isinstance(root, ast.Name) and module and root.id in module.namespace:
            return self._is_home_of_others(_home(module.namespace[root.id]))
        is_method = isinstance(function, ast.Attribute)
        if is_method and any(hasattr(each, name) for each in _CONTAINERS):
            return False
        return self._has_packages

    def _is_home_of_others(self, module: str) -> bool:
        if module.startswith("."):
            return False
        origin = self._graph.program.origin_named(module)
        return origin != "own" and module.partition(".")[0].lstrip("_") not in _HARMLESS


def _home(value: object) -> str:
    """Name the module whose code runs when a value, or a method of it, is called."""
    is_named = isinstance(value, type | FunctionType | ModuleType)
    name = value.__module__ if is_named else type(value).__module__
    return name if isinstance(name, str) else "builtins"


def _cells(graph: Graph) -> set[str]:
    """Name the variables of closures that hold more than plain data."""
    functions = [each.value for each in graph.closures.values()]
    functions += [d.function for d in graph.definitions.values() if d.function]
    return {
        name
        for function in functions
        for name, cell in cells_of(function)
        if not all(map(is_written, cell_contents(cell)))
    }


def _given(node: ast.Call) -> list[ast.expr]:
    given = [*node.args, *(keyword.value for keyword in node.keywords)]
    return [each for each in given if not isinstance(each, ast.Constant)]
