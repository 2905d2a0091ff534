"""A file's text with everything blank but what was painted back in place.

Each piece keeps its own line and, unless something longer stands before it on that
line, its own column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .sources import Position, Source, Span, Statement

__all__ = ["Canvas", "Hole", "Piece"]


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
        for hole in self.holes:
            _blank(lines, hole, first)
        lines[-1] = lines[-1][:end]
        lines[0] = lines[0][start:]
        return lines


class Canvas:
    """The lines of one sliced file."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._lines = [b""] * len(source.lines)

    def render(self, pieces: list[Piece], blocks: Mapping[Position, str]) -> bytes:
        """Paint pieces and give the file's bytes; a file without any is empty.

        `blocks` are headers by position; the others are `if 1:`.
        """
        headers = {header for piece in pieces for header in piece.headers}
        for header in headers:
            bound = [p for p in pieces if p.start == header and p.text is not None]
            pieces = [p for p in pieces if p not in bound]
            pieces.append(_header(header, bound, blocks.get(header)))
        for piece in sorted(pieces, key=_order):
            self._paint(piece)
        self._cookie()
        return self._bytes()

    def _paint(self, piece: Piece) -> None:
        lines = piece.lines(self._source)
        line, column = piece.start
        is_first = not self._lines[line - 1].strip()
        if piece.is_expression and (is_first or len(lines) > 1):
            opening = piece.indent if is_first else column - 1
            lines[0] = b"(".ljust(column - opening) + lines[0]
            lines[-1] += b")"
            column = opening
        elif is_first and piece.indent < column:
            self._put((line, piece.indent), b"0")
        self._put((line, column), lines[0])
        for number, text in enumerate(lines[1:], line + 1):
            self._lines[number - 1] = text

    def _put(self, position: Position, text: bytes) -> None:
        line, column = position
        before = self._lines[line - 1].rstrip()
        if before and not before.endswith(b":"):
            before += b";" if len(before) < column else b"; "
        self._lines[line - 1] = before.ljust(column) + text

    def _cookie(self) -> None:
        """Keep the line that names the encoding, where it is not Python's own."""
        if self._source.encoding not in {"utf-8", "utf-8-sig"}:
            for number in range(min(2, len(self._lines))):
                if b"coding" in self._source.lines[number]:
                    self._lines[number] = self._source.lines[number].rstrip(b"\r")

    def _bytes(self) -> bytes:
        while self._lines and not self._lines[-1].strip():
            self._lines.pop()
        if not self._lines:
            return b""
        endings = [b"\r\n" if s.endswith(b"\r") else b"\n" for s in self._source.lines]
        lines = zip(self._lines, endings, strict=False)
        text = b"".join(line.rstrip(b" \r") + ending for line, ending in lines)
        return text.decode().encode(self._source.encoding, "backslashreplace")


def _order(piece: Piece) -> tuple[Position, str]:
    return piece.start, piece.text or ""


def _header(position: Position, bound: list[Piece], known: str | None) -> Piece:
    """Make the line above a block, which may bind names: `if [item := 5]:`."""
    if known is not None:
        return Piece(position, position, position[1], (), text=known)
    assignments = sorted((p.text or "").replace(" = ", " := ", 1) for p in bound)
    text = f"if [{', '.join(assignments)}]:" if bound else "if 1:"
    return Piece(position, position, position[1], (), text=text)


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
