"""The modules of others that an artifact imports, read from its own text."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from .model import ForeignImport
from .nodes import nodes_of
from .program.literal_imports import literal_import
from .program.modules import Program

__all__ = ["find_foreign_imports"]

_RUNTIME = "wingws_runtime/"


def find_foreign_imports(
    files: Mapping[str, bytes], program: Program
) -> tuple[ForeignImport, ...]:
    """List the modules of packages that neither Python, Lambda nor the program has.

    Each is listed once, at the first place that imports it.
    """
    found: dict[str, ForeignImport] = {}
    for path, content in sorted(files.items()):
        if path.endswith(".py") and not path.startswith(_RUNTIME):
            for node, module in _imports(content.decode(errors="replace"), program):
                if _is_foreign(module, program):
                    place = ForeignImport(
                        module, path, node.lineno, node.col_offset + 1
                    )
                    found.setdefault(module, place)
    return tuple(found[module] for module in sorted(found))


def _imports(text: str, program: Program) -> Iterator[tuple[ast.stmt | ast.Call, str]]:
    for node in nodes_of(text):
        if isinstance(node, ast.Call) and (name := literal_import(node)) is not None:
            yield node, name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                # `from google import protobuf`: which package, only the name says.
                submodule = f"{node.module}.{alias.name}"
                yield node, submodule if program.loaded(submodule) else node.module


def _is_foreign(module: str, program: Program) -> bool:
    loaded = program.loaded(module) or program.loaded(module.partition(".")[0])
    if loaded is not None:
        return program.origin_of(loaded) == "foreign"
    return program.origin(module, None) == "foreign"
