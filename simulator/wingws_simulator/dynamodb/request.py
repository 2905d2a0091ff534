"""The parameters of one request, each refused where AWS would refuse it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .attribute_value import Item, parse_item
from .errors import SerializationException, ValidationException, invalid_value
from .expressions.placeholders import Placeholders

__all__ = ["Request"]

# The API of 2012, which expressions replaced: left out, and said so.
LEGACY = {
    "AttributesToGet": "ProjectionExpression",
    "AttributeUpdates": "UpdateExpression",
    "ConditionalOperator": "a condition's AND and OR",
    "Expected": "ConditionExpression",
    "KeyConditions": "KeyConditionExpression",
    "QueryFilter": "FilterExpression",
    "ScanFilter": "FilterExpression",
}


class Request:
    """The body of a request, or a structure in it.

    Raises:
        ValidationException: it has a parameter of the legacy API.
    """

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._body = body
        for name in body.keys() & LEGACY.keys():
            raise ValidationException(
                f"parameter {name} is of the legacy API; expected {LEGACY[name]}"
            )

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parameters that were sent."""
        return tuple(name for name in self._body if self.has(name))

    def has(self, name: str) -> bool:
        """Say whether the parameter was sent."""
        return self._body.get(name) is not None

    def text(self, name: str) -> str | None:
        """Return a string, or None."""
        value = self._typed(name, str)
        return None if value is None else str(value)

    def required_text(self, name: str) -> str:
        """Return a string that has to be there."""
        text = self.text(name)
        if text is None:
            raise _invalid_member(None, name, "Member must not be null")
        return text

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a boolean."""
        value = self._typed(name, bool)
        return default if value is None else bool(value)

    def required_flag(self, name: str) -> bool:
        """Return a boolean that has to be there."""
        if not self.has(name):
            raise _invalid_member(None, name, "Member must not be null")
        return self.flag(name)

    def number(self, name: str, low: int, high: int = 2**31 - 1) -> int | None:
        """Return an integer from low to high, or None."""
        value = self._typed(name, int)
        if value is None:
            return None
        if isinstance(value, bool):
            raise SerializationException("Unexpected value type in payload")
        if value < low:
            bound = f"Member must have value greater than or equal to {low}"
            raise _invalid_member(value, name, bound)
        if value > high:
            bound = f"Member must have value less than or equal to {high}"
            raise _invalid_member(value, name, bound)
        return int(value)

    def choice(self, name: str, *options: str) -> str | None:
        """Return one of the options, or None."""
        value = self.text(name)
        if value is not None and value not in options:
            allowed = f"Member must satisfy enum value set: [{', '.join(options)}]"
            raise _invalid_member(value, name, allowed)
        return value

    def required_choice(self, name: str, *options: str) -> str:
        """Return one of the options, which has to be there."""
        self.required_text(name)
        return self.choice(name, *options) or ""

    def part(self, name: str) -> Request:
        """Return a structure of the request; an absent one is empty."""
        return Request(self._typed(name, dict) or {})

    def parts(self, name: str) -> list[Request]:
        """Return a list of structures; an absent one is empty."""
        members = self._typed(name, list) or []
        if not all(isinstance(member, dict) for member in members):
            raise SerializationException("Unexpected value type in payload")
        return [Request(member) for member in members]

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of strings; an absent one is empty."""
        members = self._typed(name, list) or []
        if not all(isinstance(member, str) for member in members):
            raise SerializationException("Unexpected value type in payload")
        return tuple(members)

    def item(self, name: str) -> Item:
        """Return a map of attribute values that has to be there."""
        if not self.has(name):
            raise _invalid_member(None, name, "Member must not be null")
        item = parse_item(self._body[name])
        if "" in item:
            raise invalid_value("Empty attribute name")
        return item

    def optional_item(self, name: str) -> Item | None:
        """Return a map of attribute values, or None where it is missing or empty."""
        return self.item(name) if self._body.get(name) else None

    def placeholders(self, *expressions: str) -> Placeholders:
        """Return the substitutions for these expressions of the request."""
        given = [name for name in expressions if self.has(name)]
        if not given and self.has("ExpressionAttributeNames"):
            raise ValidationException(
                "ExpressionAttributeNames can only be specified when using expressions"
            )
        with_values = [name for name in expressions if name != "ProjectionExpression"]
        if self.has("ExpressionAttributeValues") and not set(with_values) & set(given):
            verb = "is" if len(with_values) == 1 else "are"
            raise ValidationException(
                "ExpressionAttributeValues can only be specified when using "
                f"expressions: {' and '.join(with_values)} {verb} null"
            )
        return Placeholders(
            self._body.get("ExpressionAttributeNames"),
            self._body.get("ExpressionAttributeValues"),
        )

    def _typed(self, name: str, kind: type) -> Any:
        value = self._body.get(name)
        if value is not None and not isinstance(value, kind):
            raise SerializationException("Unexpected value type in payload")
        return value


def _invalid_member(value: object, name: str, constraint: str) -> ValidationException:
    """Build the error for a parameter that breaks a constraint of AWS's model."""
    shown = "null" if value is None else f"'{value}'"
    member = name[0].lower() + name[1:]
    return ValidationException(
        f"1 validation error detected: Value {shown} at '{member}' "
        f"failed to satisfy constraint: {constraint}"
    )
