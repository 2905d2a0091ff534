"""Where a decorator stands in the text: its `@`, and the parentheses around it."""

from __future__ import annotations

import ast

from .sources import Source
from .statements import Position, Span, span_of

__all__ = ["decorator_span"]


def decorator_span(decorator: ast.expr, source: Source) -> Span:
    """Give the span from the `@`, perhaps lines above, to the last parenthesis."""
    start, end = span_of(decorator)
    line, column = start
    at = _code(source, line)[:column].rfind(b"@")
    while at < 0:
        line -= 1
        at = _code(source, line).rfind(b"@")
    opened = _between((line, at), start, source).count(b"(")
    for _ in range(opened):
        end = _after_parenthesis(end, source)
    return (line, at), end


def _after_parenthesis(position: Position, source: Source) -> Position:
    line, column = position
    found = _code(source, line).find(b")", column)
    while found < 0:
        line += 1
        found = _code(source, line).find(b")")
    return line, found + 1


def _between(start: Position, end: Position, source: Source) -> bytes:
    (first, left), (last, right) = start, end
    lines = [_code(source, number) for number in range(first, last + 1)]
    lines[-1] = lines[-1][:right]
    lines[0] = lines[0][left:]
    return b"\n".join(lines)


def _code(source: Source, number: int) -> bytes:
    """Give a line without its comment; what stands around a decorator has no texts."""
    line = source.lines[number - 1]
    return line if b'"' in line or b"'" in line else line.partition(b"#")[0]
