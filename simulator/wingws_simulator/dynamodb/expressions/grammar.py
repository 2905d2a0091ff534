"""What all expressions are made of: document paths, values and functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from wingws_simulator.dynamodb.attribute_value import AttributeValue, type_of

from .path import Path
from .placeholders import Placeholders
from .tokens import Token, Tokens

__all__ = ["CONDITION_FUNCTIONS", "UPDATE_FUNCTIONS", "Grammar", "Literal"]

T = TypeVar("T")

MAX_PATH_DEPTH = 32
MAX_INDEX = 2**31 - 1

# Operands of each function, and where AWS lets it stand.
CONDITION_FUNCTIONS = {
    "attribute_exists": 1,
    "attribute_not_exists": 1,
    "attribute_type": 2,
    "begins_with": 2,
    "contains": 2,
    "size": 1,
}
UPDATE_FUNCTIONS = {"if_not_exists": 2, "list_append": 2}


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that came with the request."""

    value: AttributeValue


class Grammar:
    """The parts that the parsers of all expressions share."""

    def __init__(self, text: str, parameter: str, placeholders: Placeholders) -> None:
        self.tokens = Tokens(text, parameter)
        self.placeholders = placeholders
        self._grouped: object = None  # what the last parenthesis held

    def path(self) -> Path:
        """Read ``name.member[3]``."""
        parts: list[str | int] = [self._name()]
        while True:
            if self.tokens.take_if("."):
                parts.append(self._name())
            elif self.tokens.take_if("["):
                parts.append(self._index())
                self.tokens.expect("]")
            else:
                break
        if len(parts) > MAX_PATH_DEPTH:
            raise self.tokens.error(
                "The document path has too many nesting levels; "
                f"nesting levels: {len(parts)}"
            )
        return Path(tuple(parts))

    def literal(self) -> Literal:
        """Read ``:value``."""
        if not self.at_literal():
            self.tokens.fail()
        token = self.tokens.take()
        return Literal(self.placeholders.value(token, self.tokens))

    def at_path(self) -> bool:
        """Say whether a path, or a function's name, comes next."""
        token = self.tokens.current
        return token.kind == "name" or _is_placeholder(token, "#")

    def at_literal(self) -> bool:
        """Say whether ``:value`` comes next."""
        return _is_placeholder(self.tokens.current, ":")

    def at_function(self) -> bool:
        """Say whether ``name(`` comes next."""
        return self.tokens.current.kind == "name" and self.tokens.following.text == "("

    def list_of(self, read: Callable[[], T]) -> list[T]:
        """Read one or more, separated by commas."""
        members = [read()]
        while self.tokens.take_if(","):
            members.append(read())
        return members

    def parenthesis(self, read: Callable[[], T]) -> T:
        """Read what is between two parentheses; two pairs around it are too many."""
        self.tokens.expect("(")
        node = read()
        self.tokens.expect(")")
        if node is self._grouped:
            raise self.tokens.error("The expression has redundant parentheses;")
        self._grouped = node
        return node

    def arguments(self, name: str, count: int, read: Callable[[], T]) -> list[T]:
        """Read the operands of a function in its parentheses."""
        self.tokens.expect("(")
        arguments = self.list_of(read)
        self.tokens.expect(")")
        if len(arguments) != count:
            raise self.tokens.error(
                "Incorrect number of operands for operator or function; "
                f"operator or function: {name}, number of operands: {len(arguments)}"
            )
        return arguments

    def require_path(self, name: str, operand: object) -> None:
        """Refuse an operand that is no document path."""
        if not isinstance(operand, Path):
            raise self.tokens.error(
                "Operator or function requires a document path; "
                f"operator or function: {name}"
            )

    def require_type(self, name: str, operand: object, *allowed: str) -> None:
        """Refuse a value of a type that this operator or function cannot take."""
        if isinstance(operand, Literal) and type_of(operand.value) not in allowed:
            raise self.wrong_type(name, type_of(operand.value))

    def wrong_type(self, name: str, given: str) -> Exception:
        """Build the error for an operand of the wrong type."""
        return self.tokens.error(
            "Incorrect operand type for operator or function; "
            f"operator or function: {name}, operand type: {given}"
        )

    def misused(self, name: str) -> Exception:
        """Build the error for a function where it cannot stand."""
        return self.tokens.error(
            "The function is not allowed to be used this way in an expression; "
            f"function: {name}"
        )

    def end(self) -> None:
        """Refuse anything after the expression."""
        if self.tokens.current.kind != "end":
            self.tokens.fail()

    def _name(self) -> str:
        if not self.at_path():
            self.tokens.fail()
        return self.placeholders.name(self.tokens.take(), self.tokens)

    def _index(self) -> int:
        if self.tokens.current.kind != "index":
            self.tokens.fail()
        index = int(self.tokens.take().text)
        if index > MAX_INDEX:
            raise self.tokens.error(
                f"List index is not within the allowable range; index: [{index}]"
            )
        return index


def _is_placeholder(token: Token, sign: str) -> bool:
    return token.kind == "placeholder" and token.text.startswith(sign)
