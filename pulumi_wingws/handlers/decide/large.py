"""Large data, which travels in files of its own.

They are JSON, text or bytes if these say exactly what the data is, for 1 MB of JSON is
there in 15 ms; 1 MB of Python's literals takes half a second to compile.
"""

from __future__ import annotations

import ast
import json

from ..program.modules import Module
from ..program.statements import span_of
from ..values.literals import write_literal

__all__ = ["DATA_FOLDER", "LARGE", "data_file", "is_long"]

DATA_FOLDER = "wingws_data"
"""Where an artifact has these files."""

LARGE = 32 * 1024
"""The longest text of data that stands among the program's lines, in characters."""


def is_long(node: ast.expr | ast.stmt, module: Module) -> bool:
    """Tell whether the program's own text is larger than data may be."""
    (first, _), (last, _) = span_of(node)
    return sum(map(len, module.source.lines[first - 1 : last])) > LARGE


def data_file(value: object, text: str) -> tuple[str, bytes] | None:
    """Give ending and content of a file for what is written as `text`.

    None: none can say it, as it names more than literals.
    """
    if type(value) is bytes:
        return ".bin", value
    if type(value) is str:
        return _text(value)
    try:
        written = json.dumps(value, ensure_ascii=False, indent=1)
        if write_literal(json.loads(written)) == text:
            return ".json", written.encode()
    except (TypeError, ValueError, RecursionError):
        pass
    try:
        if write_literal(ast.literal_eval(text)) == text:
            return ".py", text.encode()
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        pass
    return None


def _text(value: str) -> tuple[str, bytes] | None:
    try:
        return ".txt", value.encode()
    except UnicodeEncodeError:  # half of a pair, as only Python's literals say it
        return ".py", repr(value).encode()
