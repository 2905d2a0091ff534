"""Files of the project that a handler may read at run time, but that do not travel."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from pathlib import Path

from .discover.graph import Closure, Definition, Graph
from .program.modules import Module
from .program.statements import Position

__all__ = ["find_missing_files"]

_OPENERS = frozenset(
    {"Path", "PosixPath", "PurePath", "joinpath", "open", "with_name"}
    | {"abspath", "files", "join"}
)
_Missing = tuple[Module, Position, str]
"""The module, the place in it, and the file, relative to the project."""


def find_missing_files(graph: Graph, travelling: Collection[str]) -> Iterator[_Missing]:
    """Find files that code names where it opens one, and captured paths of files."""
    parts: list[Definition | Closure] = [*graph.definitions.values()]
    for part in [*parts, *graph.closures.values()]:
        node = part.node if isinstance(part, Definition) else part.scope.node
        for text in _file_names(node):
            for path in _in_project(text.value, part.module, graph.program.root):
                if path not in travelling:
                    place = text.lineno, text.col_offset
                    yield part.module, place, path
    for (module, name), reached in graph.names.items():
        value = module.namespace.get(name)
        file = _below(value, graph.program.root) if isinstance(value, Path) else None
        if file is not None and file not in travelling:
            yield reached.module, reached.position, file


def _file_names(tree: ast.AST) -> Iterator[ast.Constant]:
    """List the texts that are passed to what opens a file, or joined to a path."""
    for node in ast.walk(tree):
        named: list[ast.expr] = []
        if isinstance(node, ast.Call):
            function = node.func
            name = getattr(function, "attr", getattr(function, "id", ""))
            named = node.args if name in _OPENERS else []
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            named = [node.right]
        for each in named:
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                yield each


def _in_project(text: object, module: Module, root: Path) -> Iterator[str]:
    """Find the file of a name, in the project's folder or beside the module."""
    for folder in dict.fromkeys((root, (root / module.path).parent)):
        path = _below(folder / str(text), root) if text else None
        if path is not None:
            yield path
            return


def _below(file: Path, root: Path) -> str | None:
    """Give the path of a file in the project; None: there is no such file."""
    try:
        is_file = file.is_absolute() and file.is_file()
    except (OSError, ValueError):
        return None
    if not is_file or not file.is_relative_to(root):
        return None
    return file.relative_to(root).as_posix()
