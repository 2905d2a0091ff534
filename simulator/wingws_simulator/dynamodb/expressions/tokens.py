"""The words of an expression, and the message that points at a wrong one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from wingws_simulator.dynamodb.errors import ValidationException

__all__ = ["Token", "Tokens"]

MAX_EXPRESSION_SIZE = 4096
CONDITION_KEYWORDS = ("AND", "BETWEEN", "IN", "NOT", "OR")
UPDATE_KEYWORDS = ("ADD", "DELETE", "REMOVE", "SET")
KEYWORDS = frozenset(CONDITION_KEYWORDS + UPDATE_KEYWORDS)

_TOKEN = re.compile(
    r"(?P<name>[A-Za-z][A-Za-z0-9_]*)"
    r"|(?P<placeholder>[#:][A-Za-z0-9_]+)"
    r"|(?P<index>0|[1-9][0-9]*)"
    r"|(?P<symbol><>|<=|>=|\S)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of an expression.

    ``kind`` is name, keyword, placeholder, index, symbol or end.
    """

    kind: str
    text: str
    start: int
    end: int


class Tokens:
    """A cursor over the words of one expression.

    ``parameter`` is the request's name of the expression (``FilterExpression``);
    every message begins with it.
    """

    def __init__(self, text: str, parameter: str) -> None:
        self.parameter = parameter
        self._text = text
        if not text:
            raise self.error("The expression can not be empty;")
        size = len(text.encode(errors="replace"))
        if size > MAX_EXPRESSION_SIZE:
            raise self.error(
                "Expression size has exceeded the maximum allowed size; "
                f"expression size: {size}"
            )
        self._tokens = list(_scan(text))
        self._position = 0

    @property
    def current(self) -> Token:
        """The word under the cursor; the end has the kind ``end``."""
        return self._tokens[self._position]

    @property
    def following(self) -> Token:
        """The word after the current one; the end follows itself."""
        return self._tokens[min(self._position + 1, len(self._tokens) - 1)]

    def take(self) -> Token:
        """Return the current word and move on."""
        token = self.current
        self._position += 1
        return token

    def take_if(self, text: str) -> bool:
        """Move on if the current word is this symbol."""
        if self.current.text != text:
            return False
        self._position += 1
        return True

    def take_keyword(self, *keywords: str) -> str | None:
        """Move on if the current word is one of these, in any case; return it."""
        word = self.current.text.upper()
        if word not in keywords:
            return None
        self._position += 1
        return word

    def expect(self, text: str) -> None:
        """Move over this symbol; anything else is a syntax error."""
        if not self.take_if(text):
            self.fail()

    def fail(self) -> NoReturn:
        """Raise the syntax error that points at the current word."""
        token = self.current
        before = self._tokens[self._position - 1].start if self._position else 0
        near = self._text[before : self.following.end]
        shown = token.text or "<EOF>"
        raise self.error(f'Syntax error; token: "{shown}", near: "{near}"')

    def error(self, reason: str) -> ValidationException:
        """Build the error that says what is wrong with this expression."""
        return ValidationException(f"Invalid {self.parameter}: {reason}")


def _scan(expression: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(expression):
        text, kind = match.group(), match.lastgroup or ""
        if text.upper() in KEYWORDS:
            kind = "keyword"
        yield Token(kind, text, match.start(), match.end())
    yield Token("end", "", len(expression), len(expression))
