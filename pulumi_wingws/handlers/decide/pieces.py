"""Text that a sliced file shows: where it stands, and what in it is overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..program.sources import Source
from ..program.statements import Position, Span, Statement

__all__ = ["Hole", "Piece"]


@dataclass(frozen=True)
class Hole:
    """A span of a kept piece that is overwritten by `text` and blanks."""

    start: Position
    end: Position
    text: str = ""


@dataclass(frozen=True, eq=False)
class Piece:
    """Text at its place: the file's own from `start` to `end`, or `text` instead.

    `indent` is the column at which a statement may start on that line, and `headers`
    are the places for the headers of the blocks around it. An expression is put into
    parentheses where it stands for a statement.
    """

    start: Position
    end: Position
    indent: int
    headers: tuple[Position, ...]
    holes: tuple[Hole, ...] = ()
    text: str | None = None
    is_expression: bool = False

    @classmethod
    def kept(
        cls, statement: Statement, span: Span, holes: Iterable[Hole] = ()
    ) -> Piece:
        """Make a piece that keeps a span of a statement's text."""
        ordered = tuple(sorted(holes, key=lambda hole: hole.start))
        return cls(*span, statement.indent, statement.headers, ordered)

    @classmethod
    def written(cls, statement: Statement, text: str) -> Piece:
        """Make a piece that stands where a statement stood."""
        start = statement.start
        return cls(start, start, statement.indent, statement.headers, text=text)

    def lines(self, source: Source) -> list[bytes]:
        """Give the piece's text, line by line."""
        if self.text is not None:
            return [self.text.encode()]
        (first, start), (last, end) = self.start, self.end
        lines = list(source.lines[first - 1 : last])
        lines[-1] = lines[-1][:end]
        for hole in self.holes:
            _blank(lines, hole, first)
        lines[0] = lines[0][start:]
        return lines


def _blank(lines: list[bytes], hole: Hole, first: int) -> None:
    (top, left), (bottom, right) = hole.start, hole.end
    if top == bottom:
        text = hole.text.encode().ljust(right - left)
        line = lines[top - first]
        lines[top - first] = line[:left] + text + line[right:]
        return
    # Over several lines: parentheses make the line ends inside harmless.
    text = b"(" + hole.text.encode() if hole.text else b""
    lines[top - first] = lines[top - first][:left] + text
    for number in range(top + 1, bottom):
        lines[number - first] = b""
    close = (b")" if hole.text else b"").rjust(right)
    lines[bottom - first] = close + lines[bottom - first][right:]
