"""The grammar of the Python that a function runs on, which may be an older one."""

from __future__ import annotations

import ast
import sys
import warnings
from collections.abc import Iterator, Mapping

from .refusals import Refusal, Refused

__all__ = ["check_grammar"]

_Version = tuple[int, int]


def check_grammar(files: Mapping[str, bytes], python: str) -> None:
    """Refuse files whose syntax a version of Python, such as `3.11`, does not know.

    Raises:
        Refused: each file that it cannot read, with the first place.
    """
    major, minor = map(int, python.split("."))
    if (major, minor) >= sys.version_info[:2]:
        return
    own = {
        path: content
        for path, content in files.items()
        if path.endswith(".py") and not path.startswith("wingws_runtime/")
    }
    refusals = [
        _refuse(path, content, found, python)
        for path, content in own.items()
        if (found := _first_unknown(_parsed(content), (major, minor)))
    ]
    if refusals:
        raise Refused(tuple(refusals))


def _refuse(path: str, content: bytes, node: ast.stmt, python: str) -> Refusal:
    text = content.split(b"\n")[node.lineno - 1].rstrip(b"\r")
    return Refusal(
        path,
        node.lineno,
        len(text[: node.col_offset].decode(errors="replace")) + 1,
        text.decode(errors="replace"),
        f"the function runs on Python {python}, which has no such syntax",
        (),
        f"write it as Python {python} knows it, or deploy from that version",
    )


def _parsed(content: bytes) -> ast.Module:
    """Parse a file; one that travels as it is may be no Python at all."""
    try:
        return ast.parse(content)
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def _first_unknown(tree: ast.AST, version: _Version) -> ast.stmt | None:
    """Find the first statement, as far inside as can be, that a version cannot read."""
    for statement in _statements(tree):
        if not _reads(statement, version):
            return _first_unknown(statement, version) or statement
    return None


def _statements(tree: ast.AST) -> Iterator[ast.stmt]:
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.stmt):
            yield child
        else:
            yield from _statements(child)


def _reads(statement: ast.stmt, version: _Version) -> bool:
    try:
        with warnings.catch_warnings(action="ignore"):
            ast.parse(ast.unparse(statement), feature_version=version)
    except SyntaxError:
        return False
    return True
