"""``#name`` and ``:value`` of a request: what they stand for, and which were used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wingws_simulator.dynamodb.attribute_value import AttributeValue, parse_value
from wingws_simulator.dynamodb.errors import SerializationException, ValidationException

from .reserved_words import RESERVED_WORDS
from .tokens import Token, Tokens

__all__ = ["Placeholders"]

_NAMES = "ExpressionAttributeNames"
_VALUES = "ExpressionAttributeValues"
_KEY = {_NAMES: re.compile(r"#[A-Za-z0-9_]+"), _VALUES: re.compile(r":[A-Za-z0-9_]+")}


class Placeholders:
    """The substitutions that the expressions of one request share.

    Args:
        names: ExpressionAttributeNames as sent, or None.
        values: ExpressionAttributeValues as sent, or None.

    Raises:
        ValidationException: a malformed key or value.
    """

    def __init__(self, names: object, values: object) -> None:
        self._names = {
            key: _checked_name(key, name) for key, name in _entries(_NAMES, names)
        }
        self._values = {
            key: _checked_value(key, value) for key, value in _entries(_VALUES, values)
        }
        self._unused = self._names.keys() | self._values.keys()

    def name(self, token: Token, tokens: Tokens) -> str:
        """Return the attribute's name that a word of an expression means."""
        if token.kind == "name":
            if token.text.upper() in RESERVED_WORDS:
                raise tokens.error(
                    "Attribute name is a reserved keyword; "
                    f"reserved keyword: {token.text}"
                )
            return token.text
        if token.text not in self._names:
            raise tokens.error(
                "An expression attribute name used in the document path "
                f"is not defined; attribute name: {token.text}"
            )
        self._unused.discard(token.text)
        return self._names[token.text]

    def value(self, token: Token, tokens: Tokens) -> AttributeValue:
        """Return the value that ``:name`` stands for."""
        if token.text not in self._values:
            raise tokens.error(
                "An expression attribute value used in expression "
                f"is not defined; attribute value: {token.text}"
            )
        self._unused.discard(token.text)
        return self._values[token.text]

    def check_all_used(self) -> None:
        """Refuse substitutions that no expression of the request mentions."""
        for parameter, given in ((_NAMES, self._names), (_VALUES, self._values)):
            unused = [key for key in given if key in self._unused]
            if unused:
                raise ValidationException(
                    f"Value provided in {parameter} unused in expressions: "
                    f"keys: {{{', '.join(unused)}}}"
                )


def _entries(parameter: str, given: object) -> list[tuple[str, Any]]:
    if given is None:
        return []
    if not isinstance(given, Mapping):
        raise SerializationException("Unexpected value type in payload")
    if not given:
        raise ValidationException(f"{parameter} must not be empty")
    for key in given:
        if not _KEY[parameter].fullmatch(key):
            raise ValidationException(
                f'{parameter} contains invalid key: Syntax error; key: "{key}"'
            )
    return list(given.items())


def _checked_name(key: str, name: object) -> str:
    if not isinstance(name, str):
        raise SerializationException("Unexpected value type in payload")
    if not name:
        raise ValidationException(
            f"{_NAMES} contains invalid value: Empty attribute name for key {key}"
        )
    return name


def _checked_value(key: str, value: object) -> AttributeValue:
    try:
        return parse_value(value)
    except ValidationException as exc:
        raise ValidationException(
            f"{_VALUES} contains invalid value: {exc.message} for key {key}"
        ) from exc
