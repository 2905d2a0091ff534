"""Calls that import a module by a name that stands in the text."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import lru_cache

from .sources import Source
from .statements import Position

__all__ = ["literal_import", "literal_imports"]


def literal_import(node: ast.AST) -> str | None:
    """Give the module that `import_module("a.b")` names; None: it is no such call."""
    if not isinstance(node, ast.Call) or len(node.args) != 1 or node.keywords:
        return None
    called, (name,) = node.func, node.args
    is_import = (
        called.attr == "import_module"
        if isinstance(called, ast.Attribute)
        else isinstance(called, ast.Name) and called.id == "import_module"
    )
    if not is_import or not isinstance(name, ast.Constant):
        return None
    module = name.value
    return module if isinstance(module, str) and module[:1] != "." else None


@lru_cache(maxsize=256)
def literal_imports(source: Source) -> dict[Position, str]:
    """Give the modules that such calls name, by where the calls begin."""
    nodes: Iterable[ast.AST] = ast.walk(source.tree)
    return {
        (node.lineno, node.col_offset): name
        for node in nodes
        if isinstance(node, ast.Call) and (name := literal_import(node)) is not None
    }
