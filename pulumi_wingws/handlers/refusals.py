"""What a handler may not capture: the sentence, the place, and the way out."""

from __future__ import annotations

from dataclasses import dataclass

from .program.sources import Source
from .program.statements import Position

__all__ = ["Refusal", "Refused", "Warning", "refusal_at"]


@dataclass(frozen=True)
class Refusal:
    """One reason why a handler cannot become an artifact, as a compiler would put it.

    `line` and `column` count from 1; `chain` tells by which names the walk came here.
    """

    file: str
    line: int
    column: int
    text: str
    problem: str
    chain: tuple[str, ...]
    remedy: str

    def __str__(self) -> str:
        lines = [f"{self.file}:{self.line}:{self.column}: {self.problem}"]
        if self.text:
            lines += [f"    {self.text}", "    " + self._caret()]
        if self.chain:
            lines.append("  reached by " + " → ".join(self.chain))
        lines.append("  " + self.remedy)
        return "\n".join(lines)

    def _caret(self) -> str:
        before = self.text[: self.column - 1]
        return "".join("\t" if c == "\t" else " " for c in before) + "^"


@dataclass(frozen=True)
class Warning(Refusal):
    """Something about a handler that works, but perhaps not as it looks."""


def refusal_at(
    source: Source,
    position: Position,
    problem: str,
    chain: tuple[str, ...],
    remedy: str,
) -> Refusal:
    """Make the refusal of something at a position of `ast`, as a person counts it."""
    line, byte_column = position
    text = source.line(line)
    column = len(text.encode()[:byte_column].decode(errors="ignore"))
    return Refusal(source.path, line, column + 1, text, problem, chain, remedy)


class Refused(Exception):
    """Handlers that cannot become artifacts, with every reason found."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__(refusals)
        self.refusals = refusals

    def __str__(self) -> str:
        return "\n\n".join(str(refusal) for refusal in self.refusals)
