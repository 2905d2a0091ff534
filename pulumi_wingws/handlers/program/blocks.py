"""The blocks of compound statements, and where the line above each one stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

__all__ = ["Blocks"]

_Block = tuple[list[ast.stmt], tuple[int, int]]


class Blocks:
    """Finds blocks in lines of text; those of functions and classes only on demand."""

    def __init__(
        self, lines: Sequence[bytes], *, enters_definitions: bool = False
    ) -> None:
        self._lines = lines
        self._enters_definitions = enters_definitions

    def of(self, node: ast.stmt) -> Iterator[_Block]:
        """List a statement's blocks, each with the position of its header."""
        here = (node.lineno, node.col_offset)
        if isinstance(node, ast.Match):
            for case in node.cases:
                yield case.body, (case.pattern.lineno, node.col_offset)
            return
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if self._enters_definitions:
                yield node.body, here
            return
        if body := getattr(node, "body", None):
            yield body, here
        for handler in getattr(node, "handlers", ()):
            yield handler.body, (handler.lineno, node.col_offset)
        if orelse := getattr(node, "orelse", None):
            if self._is_elif(orelse):
                yield from self.of(orelse[0])
            else:
                yield orelse, self._header_above(orelse[0], b"else", node)
        if final := getattr(node, "finalbody", None):
            yield final, self._header_above(final[0], b"finally", node)

    def _is_elif(self, orelse: list[ast.stmt]) -> bool:
        first = orelse[0]
        line = self._lines[first.lineno - 1]
        return isinstance(first, ast.If) and line.startswith(b"elif", first.col_offset)

    def _header_above(
        self, node: ast.stmt, word: bytes, of: ast.stmt
    ) -> tuple[int, int]:
        for number in range(node.lineno, of.lineno, -1):
            if self._lines[number - 1].lstrip().startswith(word):
                return number, of.col_offset
        return of.lineno, of.col_offset
