"""Values that a fresh interpreter finds under a module's name."""

from __future__ import annotations

import ast
import sys
import types
from collections.abc import Iterator

from .modules import Module, Origin, Program

__all__ = ["find_import", "importable_name", "look_up"]


def look_up(module: str, qualified_name: str) -> object:
    """Give what an imported module holds under a dotted name, None when nothing."""
    value: object = sys.modules.get(module)
    for name in qualified_name.split("."):
        value = getattr(value, name, None)
    return value


def find_import(module: Module, name: str, program: Program) -> Origin | None:
    """Tell whose module a global name was imported from, through the program's own."""
    value = module.namespace[name]
    for binder in module.source.bindings.get(name, ()):
        node, alias = binder.statement.node, binder.alias
        if not isinstance(node, ast.ImportFrom) or alias is None:
            continue
        loaded = program.loaded(module.absolute(node.module, node.level))
        if loaded is None or getattr(loaded, alias.name, None) is not value:
            continue
        origin = program.origin_of(loaded)
        if origin == "own" and getattr(loaded, "__file__", None):
            return find_import(program.module(loaded), alias.name, program)
        return origin
    return None


def importable_name(value: object, program: Program) -> tuple[str, str] | None:
    """Give the module of others and the name under which it offers a value."""
    for module, name in _names(value):
        if not isinstance(module, str) or not isinstance(name, str):
            continue
        loaded = program.loaded(module)
        is_own = module == "__main__" or (loaded and program.origin_of(loaded) == "own")
        if not is_own and value is not None and look_up(module, name) is value:
            return module, name
    return None


def _names(value: object) -> Iterator[tuple[object, object]]:
    """List where a class, a function, a built-in type's method, a bound one may be."""
    name = getattr(value, "__qualname__", None)
    yield getattr(value, "__module__", None), name
    yield getattr(getattr(value, "__objclass__", None), "__module__", None), name
    owner = type(getattr(value, "__self__", None))
    yield owner.__module__, getattr(value, "__name__", None)
    if isinstance(value, type):  # Python's own ones without a name, as that of None
        yield from (("types", each) for each in types.__all__)
