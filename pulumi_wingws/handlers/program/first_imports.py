"""Modules of the program that only the body of a function imports."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType

from .modules import Program

__all__ = ["import_first"]


def import_first(name: str, program: Program) -> ModuleType | None:
    """Import a module of the program that nobody imported yet; None: it has no file.

    Pulumi takes the project's folder off the path when the program has ended.

    Raises:
        Exception: what importing it raises.
    """
    base = name.replace(".", "/")
    for root in program.import_roots:
        if any(
            (root / each).is_file() for each in (f"{base}.py", f"{base}/__init__.py")
        ):
            with _importing_from(root):
                return import_module(name)
    return None


@contextmanager
def _importing_from(root: Path) -> Iterator[None]:
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        sys.path.remove(str(root))
