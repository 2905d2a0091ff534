"""The syntax tree of a file of an artifact, as a list, for all who look through it."""

from __future__ import annotations

import ast
from functools import lru_cache

__all__ = ["nodes_of"]


@lru_cache(maxsize=64)
def nodes_of(text: str) -> tuple[ast.AST, ...]:
    """Parse a text; one that is data, or in another encoding, has no nodes."""
    try:
        return tuple(ast.walk(ast.parse(text.removeprefix("\ufeff"))))
    except (SyntaxError, ValueError):
        return ()
