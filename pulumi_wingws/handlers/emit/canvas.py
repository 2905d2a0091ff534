"""A file's text with everything blank but what was painted back in place.

Each piece keeps its own line and, unless something longer stands before it on that
line, its own column.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..decide.pieces import Piece
from ..program.sources import Source
from ..program.statements import Position

__all__ = ["Canvas"]


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
