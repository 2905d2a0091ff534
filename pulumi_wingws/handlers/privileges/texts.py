"""The text that runs in Lambda, as trees: every file, and what index.py compiles."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..discover.graph import Graph
from ..nodes import nodes_of as nodes_in

__all__ = ["Text", "identifier", "nodes_of", "read_texts", "root_of"]


@dataclass(frozen=True)
class Text:
    """All nodes of a file of the program, of a part of it, or of `index.py`."""

    path: str
    nodes: tuple[ast.AST, ...]

    def place(self, node: ast.AST) -> str:
        """Say where something stands, for a person."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


def read_texts(graph: Graph, files: Mapping[str, str]) -> list[Text]:
    """Give the nodes of an artifact's own files, and of its lambdas.

    A lambda may stand in `index.py` as a text in quotes.
    """
    return [
        *(
            Text(path, nodes_in(text))
            for path, text in sorted(files.items())
            if path.endswith(".py")
        ),
        *(
            Text(each.module.path, tuple(ast.walk(each.scope.node)))
            for each in graph.closures.values()
            if isinstance(each.scope.node, ast.Lambda)
        ),
    ]


def identifier(node: ast.AST) -> str | None:
    """Give the last name of `name` and of `anything.name`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def root_of(node: ast.expr) -> tuple[ast.expr, list[str]]:
    """Take the attributes off `name.attribute…`."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return node, names


def nodes_of(texts: list[Text]) -> Iterator[tuple[Text, ast.AST]]:
    """List all that stands in texts."""
    for text in texts:
        for node in text.nodes:
            yield text, node
