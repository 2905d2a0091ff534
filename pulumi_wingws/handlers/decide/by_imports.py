"""Written values in the program's own words: `deque([1])` where it imports that."""

from __future__ import annotations

import ast
import sys

from .above import Above
from .large import LARGE

__all__ = ["say_by_imports"]


def say_by_imports(text: str, above: Above) -> str:
    """Write `__import__("module").name` as the imports above a line offer it."""
    if "__import__(" not in text or len(text) > LARGE:
        return text
    try:
        nodes = list(ast.walk(ast.parse(text, mode="eval")))
    except (SyntaxError, MemoryError):  # nested too deeply
        return text
    written, said = text.encode(), dict[tuple[str, str], str | None]()
    imported = [each for each in nodes if isinstance(each, ast.Attribute)]
    for node in sorted(imported, key=lambda each: each.col_offset, reverse=True):
        if module := _module(node.value):
            key = module, node.attr
            if key not in said:
                said[key] = _said(*key, above)
            if own := said[key]:
                start, end = node.col_offset, node.end_col_offset
                written = written[:start] + own.encode() + written[end:]
    return written.decode()


def _module(node: ast.expr) -> str | None:
    match node:
        case ast.Call(ast.Name("__import__"), [ast.Constant(str(name))]):
            return name
    return None


def _said(module: str, name: str, above: Above) -> str | None:
    """Say a module's name as the program would; None: it imports neither."""
    loaded = sys.modules.get(module)
    for value, rest in ((getattr(loaded, name, None), ""), (loaded, f".{name}")):
        for own, found in sorted(above.module.namespace.items()):
            fresh = above.again()
            if found is value and fresh.means(ast.Name(own), value) and fresh.keep():
                return f"{own}{rest}"
    return None
