"""
Makes functions and cells again, for an artifact's `index.py`.

A function that was defined inside another one has no name by which it could be found,
but its text stands in the module, so the code compiled from it is taken from there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Any

from .errors import NotAtRunTime

__all__ = [
    "FOLDER",
    "Tombstone",
    "add_lambda",
    "data",
    "function",
    "position_of",
]

#: Where the artifact lies, as the project's folder did.
FOLDER = Path(__file__).resolve().parents[1]

_Key = tuple[str, int, int]


class Tombstone:
    """Stands for a name of deploy time, in code that handlers do not come to."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        raise NotAtRunTime(self._name)

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """Raise :exc:`NotAtRunTime`."""
        raise NotAtRunTime(self._name)


def function(
    module: ModuleType,
    name: str,
    line: int,
    column: int = 0,
    cells: tuple[CellType, ...] = (),
) -> FunctionType:
    """
    Make the function whose code stands in a module at :func:`position_of` its code.

    Args:
        module: Where the text stands; the function's globals.
        name: The function's qualified name.
        line: The first line, counted from 1.
        column: The column of a lambda's body, in UTF-8 bytes.
        cells: What the function shares with other functions.
    """
    code = _codes(module)[name.rpartition(".")[2], line, column]
    made = FunctionType(code, vars(module), code.co_name, None, cells)
    made.__qualname__ = name
    return made


def add_lambda(
    module: ModuleType, text: str, line: int, column: int, *names: str
) -> None:
    """
    Compile a lambda that has no room in its module's text, as if it stood there.

    Args:
        module: Where the lambda belongs.
        text: The lambda's own text.
        line: The line on which it begins.
        column: The column at which it begins, in UTF-8 bytes.
        names: The variables that it shares with other functions.
    """
    outer = f"(lambda {', '.join(names)}:" if names else "("
    lines = outer + "\n" * (line - 1)
    padding = " " * (column if line > 1 else max(0, column - len(outer)))
    code = compile(f"{lines}{padding}{text})", module.__file__ or "", "eval")
    _codes(module).update(_by_position(code))


def data(path: str) -> Any:
    """Read large data, which lies in a file of its own below :data:`FOLDER`."""
    content = (FOLDER / path).read_bytes()
    ending = path.rpartition(".")[2]
    if ending == "bin":
        return content
    text = content.decode()
    if ending == "json":
        return json.loads(text)
    # Nothing but literals, for which `ast.literal_eval` takes twice as long.
    return eval(text) if ending == "py" else text


def position_of(code: CodeType) -> tuple[int, int]:
    """Give the first line of code, or where the body of a lambda begins."""
    if code.co_name != "<lambda>":
        return code.co_firstlineno, 0
    starts = [
        (line, start)
        for line, end_line, start, end in code.co_positions()
        if line is not None and start is not None and (line, start) != (end_line, end)
    ]
    return min(starts, default=(code.co_firstlineno, 0))


@cache
def _codes(module: ModuleType) -> dict[_Key, CodeType]:
    """Find all code in a module, by name and position."""
    assert module.__spec__ and module.__spec__.loader
    loader: Any = module.__spec__.loader
    return dict(_by_position(loader.get_code(module.__spec__.name)))


def _by_position(code: CodeType) -> Iterator[tuple[_Key, CodeType]]:
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield (const.co_name, *position_of(const)), const
            yield from _by_position(const)
