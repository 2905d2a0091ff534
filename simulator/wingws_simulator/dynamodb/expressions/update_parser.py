"""The grammar of update expressions, with every check that needs no item."""

from __future__ import annotations

from collections.abc import Callable

from wingws_simulator.dynamodb.attribute_value import AttributeValue, type_of

from .grammar import CONDITION_FUNCTIONS, UPDATE_FUNCTIONS, Grammar
from .path import Path, find_overlap
from .placeholders import Placeholders
from .update import (
    Action,
    Add,
    Delete,
    IfNotExists,
    ListAppend,
    Remove,
    Set,
    Sum,
    Update,
    Value,
)

__all__ = ["parse_update"]

# The names that these messages, and only these, use for the types.
_LONG_NAMES = {
    "S": "STRING",
    "N": "NUMBER",
    "B": "BINARY",
    "SS": "STRING_SET",
    "NS": "NUMBER_SET",
    "BS": "BINARY_SET",
    "L": "LIST",
    "M": "MAP",
    "BOOL": "BOOLEAN",
    "NULL": "NULL",
}


def parse_update(text: str, placeholders: Placeholders) -> Update:
    """Read an UpdateExpression.

    Raises:
        ValidationException: AWS would not accept it.
    """
    return _UpdateGrammar(text, "UpdateExpression", placeholders).update()


class _UpdateGrammar(Grammar):
    """Up to four sections, each once, in any order."""

    def update(self) -> Update:
        sections: dict[str, list[Action]] = {}
        while True:
            name, read = self._section()
            if name in sections:
                raise self.tokens.error(
                    f'The "{name}" section can only be used once '
                    "in an update expression;"
                )
            sections[name] = self.list_of(read)
            if self.tokens.current.kind == "end":
                break
        actions = [action for section in sections.values() for action in section]
        if problem := find_overlap([action.path for action in actions]):
            raise self.tokens.error(problem)
        return Update(tuple(actions))

    def _section(self) -> tuple[str, Callable[[], Action]]:
        readers: dict[str, Callable[[], Action]] = {
            "SET": self._set,
            "REMOVE": self._remove,
            "ADD": self._add,
            "DELETE": self._delete,
        }
        name = self.tokens.take_keyword(*readers)
        if name is None:
            self.tokens.fail()
        return name, readers[name]

    def _set(self) -> Set:
        path = self.path()
        self.tokens.expect("=")
        return Set(path, self._value())

    def _remove(self) -> Remove:
        return Remove(self.path())

    def _add(self) -> Add:
        path = self.path()
        return Add(path, self._literal_of("ADD", "N", "SS", "NS", "BS"))

    def _delete(self) -> Delete:
        path = self.path()
        return Delete(path, self._literal_of("DELETE", "SS", "NS", "BS"))

    def _literal_of(self, section: str, *allowed: str) -> AttributeValue:
        value = self.literal().value
        if type_of(value) not in allowed:
            raise self.tokens.error(
                "Incorrect operand type for operator or function; "
                f"operator: {section}, operand type: {_LONG_NAMES[type_of(value)]}, "
                f"typeSet: ALLOWED_FOR_{section}_OPERAND"
            )
        return value

    def _value(self) -> Value:
        left = self._operand(self._value)
        name = self.tokens.current.text
        if name not in ("+", "-") or isinstance(left, Sum):
            return left  # a sum has two operands, and is none itself
        self.tokens.take()
        right = self._plain_operand()
        self._require_plain(left)
        self.require_type(name, left, "N")
        self.require_type(name, right, "N")
        return Sum(left, right, 1 if name == "+" else -1)

    def _plain_operand(self) -> Value:
        return self._require_plain(self._operand(self._plain_operand))

    def _require_plain(self, value: Value) -> Value:
        """Refuse list_append anywhere but as the whole value of a SET."""
        if isinstance(value, ListAppend):
            raise self.misused("list_append")
        return value

    def _operand(self, inside: Callable[[], Value]) -> Value:
        if self.tokens.current.text == "(":
            return self.parenthesis(inside)
        if self.at_literal():
            return self.literal()
        if self.at_function():
            return self._function()
        return self.path()

    def _function(self) -> Value:
        name = self.tokens.take().text
        if name in CONDITION_FUNCTIONS:
            raise self.tokens.error(
                f"The function is not allowed in an update expression; function: {name}"
            )
        if name not in UPDATE_FUNCTIONS:
            raise self.tokens.error(f"Invalid function name; function: {name}")
        count = UPDATE_FUNCTIONS[name]
        left, right = self.arguments(name, count, self._plain_operand)
        if name == "list_append":
            self.require_type(name, left, "L")
            self.require_type(name, right, "L")
            return ListAppend(left, right)
        self.require_path(name, left)
        assert isinstance(left, Path)
        return IfNotExists(left, right)
