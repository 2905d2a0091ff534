"""A Python file as text: its lines, its statements, and which of them binds a name.

Lines are UTF-8 bytes split at "\\n" alone, because that is how `ast` counts columns
and lines. A lone "\\r" ends a line, also in a text, so it is a "\\n" from the start.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from types import CodeType

from .blocks import Blocks
from .statements import Binder, Position, Statement, bound_names

__all__ = ["Source", "read_source"]

_LONE = re.compile("\r(?!\n)")


class Source:
    """One parsed file of the program."""

    def __init__(self, data: bytes, path: str) -> None:
        self.path = path
        self.encoding, self.text = _decode(data)
        self.lines = [line.encode() for line in self.text.split("\n")]
        self.tree = ast.parse(self.text, path)

    @cached_property
    def code(self) -> CodeType:
        """The module's code, compiled anew."""
        return compile(self.text, self.path, "exec", dont_inherit=True)

    @cached_property
    def codes(self) -> frozenset[CodeType]:
        """All code nested in the module's."""
        return frozenset(_nested_code(self.code))

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement outside functions and classes, in the file's order."""
        return tuple(self._statements(self.tree.body, (), Blocks(self.lines)))

    @cached_property
    def all_statements(self) -> tuple[Statement, ...]:
        """Every statement, those in functions and classes too."""
        blocks = Blocks(self.lines, enters_definitions=True)
        return tuple(self._statements(self.tree.body, (), blocks))

    @cached_property
    def bindings(self) -> dict[str, list[Binder]]:
        """The statements that bind each name, in the file's order."""
        found: dict[str, list[Binder]] = {}
        for statement in self.statements:
            for name, alias in bound_names(statement.node):
                found.setdefault(name, []).append(Binder(statement, alias))
        return found

    @cached_property
    def calls(self) -> tuple[tuple[Statement, ast.Call], ...]:
        """The calls outside functions and classes, with the statements they are in."""
        definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.If)
        return tuple(
            (statement, node)
            for statement in self.statements
            if not isinstance(statement.node, definitions)
            for node in ast.walk(statement.node)
            if isinstance(node, ast.Call)
        )

    @cached_property
    def star_imports(self) -> list[Statement]:
        """The `from … import *` statements."""
        return [
            s
            for s in self.statements
            if isinstance(s.node, ast.ImportFrom) and s.node.names[0].name == "*"
        ]

    @cached_property
    def future_imports(self) -> list[Statement]:
        """The `from __future__` statements."""
        return [
            s
            for s in self.statements
            if isinstance(s.node, ast.ImportFrom) and s.node.module == "__future__"
        ]

    @property
    def has_lazy_annotations(self) -> bool:
        """Whether annotations are kept as text (PEP 563)."""
        return any(
            alias.name == "annotations"
            for s in self.future_imports
            if isinstance(s.node, ast.ImportFrom)
            for alias in s.node.names
        )

    def function(self, code: CodeType) -> Statement | None:
        """Find the `def` outside any class whose text compiles to exactly this code."""
        if code not in self.code.co_consts:
            return None
        for binder in self.bindings.get(code.co_name, []):
            if self._is_code_of(code, binder.statement.node):
                return binder.statement
        return None

    def class_(self, name: str, methods: list[CodeType]) -> Statement | None:
        """Find the class statement of this name, with these among its methods."""
        for binder in reversed(self.bindings.get(name, [])):
            if not isinstance(binder.statement.node, ast.ClassDef):
                continue
            body = self.class_code(binder.statement)
            consts = set(_nested_code(body))
            if all(method in consts for method in methods):
                return binder.statement
        return None

    def class_code(self, statement: Statement) -> CodeType:
        """Give the code of a class body."""
        for code in self.code.co_consts:
            if isinstance(code, CodeType) and self._is_code_of(code, statement.node):
                return code
        raise LookupError(statement.node)

    def line(self, number: int) -> str:
        """Give a line's text, without its line ending."""
        if not 1 <= number <= len(self.lines):
            return ""
        return self.lines[number - 1].decode().rstrip("\r")

    @staticmethod
    def _is_code_of(code: CodeType, node: ast.stmt) -> bool:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return False
        first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
        return code.co_name == node.name and code.co_firstlineno == first

    def _statements(
        self, body: list[ast.stmt], headers: tuple[Position, ...], blocks: Blocks
    ) -> Iterator[Statement]:
        previous: ast.stmt | None = None
        indent = 0
        for node in body:
            if previous is None or previous.end_lineno != node.lineno:
                indent = node.col_offset
            previous = node
            yield Statement(node, headers, indent)
            for branch, header in blocks.of(node):
                yield from self._statements(branch, (*headers, header), blocks)


def read_source(file: Path, path: str) -> Source:
    """Read and parse a file; `path` is how the program calls it.

    Raises:
        OSError: the file cannot be read.
        SyntaxError: it no longer parses.
    """
    return _parse(file.read_bytes(), path)


@lru_cache(maxsize=256)
def _parse(data: bytes, path: str) -> Source:
    return Source(data, path)


def _decode(data: bytes) -> tuple[str, str]:
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return encoding, _LONE.sub("\n", data.decode(encoding))


def _nested_code(code: CodeType) -> Iterator[CodeType]:
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield const
            yield from _nested_code(const)
