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

    Args:
        body: the structure.
        path: where in the request it is, as AWS's messages name the place.

    Raises:
        ValidationException: it has a parameter of the legacy API.
    """

    def __init__(self, body: Mapping[str, Any], path: str = "") -> None:
        self.body = body
        self._path = path
        for name in body.keys() & LEGACY.keys():
            raise ValidationException(
                f"parameter {name} is of the legacy API; expected {LEGACY[name]}"
            )

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parameters that were sent."""
        return tuple(name for name in self.body if self.has(name))

    def has(self, name: str) -> bool:
        """Say whether the parameter was sent."""
        return self.body.get(name) is not None

    def text(self, name: str) -> str | None:
        """Return a string, or None."""
        value = self._typed(name, str)
        return None if value is None else str(value)

    def required_text(self, name: str) -> str:
        """Return a string that has to be there."""
        text = self.text(name)
        if text is None:
            raise self._invalid_member(None, name, "Member must not be null")
        return text

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a boolean."""
        value = self._typed(name, bool)
        return default if value is None else bool(value)

    def required_flag(self, name: str) -> bool:
        """Return a boolean that has to be there."""
        if not self.has(name):
            raise self._invalid_member(None, name, "Member must not be null")
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
            raise self._invalid_member(value, name, bound)
        if value > high:
            bound = f"Member must have value less than or equal to {high}"
            raise self._invalid_member(value, name, bound)
        return int(value)

    def required_number(self, name: str, low: int) -> int:
        """Return an integer from low on that has to be there."""
        number = self.number(name, low)
        if number is None:
            raise self._invalid_member(None, name, "Member must not be null")
        return number

    def choice(self, name: str, *options: str) -> str | None:
        """Return one of the options, or None."""
        value = self.text(name)
        if value is not None and value not in options:
            allowed = f"Member must satisfy enum value set: [{', '.join(options)}]"
            raise self._invalid_member(value, name, allowed)
        return value

    def required_choice(self, name: str, *options: str) -> str:
        """Return one of the options, which has to be there."""
        self.required_text(name)
        return self.choice(name, *options) or ""

    def part(self, name: str) -> Request:
        """Return a structure of the request; an absent one is empty."""
        return Request(self._typed(name, dict) or {}, f"{self._at(name)}.")

    def required_part(self, name: str) -> Request:
        """Return a structure that has to be there."""
        if not self.has(name):
            raise self._invalid_member(None, name, "Member must not be null")
        return self.part(name)

    def parts(self, name: str) -> list[Request]:
        """Return a list of structures; an absent one is empty."""
        members = self._typed(name, list) or []
        if not all(isinstance(member, dict) for member in members):
            raise SerializationException("Unexpected value type in payload")
        return [
            Request(member, f"{self._at(name)}.{n}.member.")
            for n, member in enumerate(members, 1)
        ]

    def structures(self, name: str) -> dict[str, Request]:
        """Return a map of structures that has to be there, and has one at least."""
        members = self._members(name)
        if not all(isinstance(member, dict) for member in members.values()):
            raise SerializationException("Unexpected value type in payload")
        return {
            key: Request(member, f"{self._at(name)}.{key}.member.")
            for key, member in members.items()
        }

    def lists(self, name: str) -> dict[str, list[Request]]:
        """Return a map of lists that has to be there, and has one at least."""
        members = self._members(name)
        return {
            key: Request({name: member}).parts(name) for key, member in members.items()
        }

    def keys(self, name: str) -> tuple[str, ...]:
        """Return the keys of a map; an absent one is empty."""
        return tuple(self._typed(name, dict) or ())

    def items(self, name: str, high: int) -> list[Item]:
        """Return a list of 1 to ``high`` maps of attribute values."""
        members = self.sized(name, high)
        return [Request({name: member}).item(name) for member in members]

    def sized_parts(self, name: str, high: int) -> list[Request]:
        """Return a list of 1 to ``high`` structures."""
        self.sized(name, high)
        return self.parts(name)

    def sized(self, name: str, high: int) -> list[Any]:
        """Return a list that has to be there, of 1 to ``high`` members."""
        members = self._typed(name, list)
        if members is None:
            raise self._invalid_member(None, name, "Member must not be null")
        if not members:
            bound = "Member must have length greater than or equal to 1"
            raise self._invalid_member([], name, bound)
        if len(members) > high:
            bound = f"Member must have length less than or equal to {high}"
            raise self._invalid_member(f"[{len(members)} members]", name, bound)
        return list(members)

    def bounded_text(self, name: str, high: int) -> str | None:
        """Return a string of 1 to ``high`` characters, or None."""
        text = self.text(name)
        if text is not None and not text:
            bound = "Member must have length greater than or equal to 1"
            raise self._invalid_member(text, name, bound)
        if text is not None and len(text) > high:
            bound = f"Member must have length less than or equal to {high}"
            raise self._invalid_member(text, name, bound)
        return text

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of strings; an absent one is empty."""
        members = self._typed(name, list) or []
        if not all(isinstance(member, str) for member in members):
            raise SerializationException("Unexpected value type in payload")
        return tuple(members)

    def item(self, name: str) -> Item:
        """Return a map of attribute values that has to be there."""
        if not self.has(name):
            raise self._invalid_member(None, name, "Member must not be null")
        item = parse_item(self.body[name])
        if "" in item:
            raise invalid_value("Empty attribute name")
        return item

    def optional_item(self, name: str) -> Item | None:
        """Return a map of attribute values, or None where it is missing or empty."""
        return self.item(name) if self.body.get(name) else None

    def placeholders(self, *expressions: str) -> Placeholders:
        """Return the substitutions for these expressions of the request."""
        given = [name for name in expressions if self.has(name)]
        if not given and self.has("ExpressionAttributeNames"):
            raise ValidationException(
                "ExpressionAttributeNames can only be specified when using expressions"
            )
        with_values = [name for name in expressions if name != "ProjectionExpression"]
        values = self.body.get("ExpressionAttributeValues") if with_values else None
        if values is not None and not set(with_values) & set(given):
            verb = "is" if len(with_values) == 1 else "are"
            raise ValidationException(
                "ExpressionAttributeValues can only be specified when using "
                f"expressions: {' and '.join(with_values)} {verb} null"
            )
        return Placeholders(self.body.get("ExpressionAttributeNames"), values)

    def _members(self, name: str) -> dict[str, Any]:
        members = self._typed(name, dict)
        if members is None:
            raise self._invalid_member(None, name, "Member must not be null")
        if not members:
            bound = "Member must have length greater than or equal to 1"
            raise self._invalid_member({}, name, bound)
        return dict(members)

    def _typed(self, name: str, kind: type) -> Any:
        value = self.body.get(name)
        if value is not None and not isinstance(value, kind):
            raise SerializationException("Unexpected value type in payload")
        return value

    def _invalid_member(
        self, value: object, name: str, constraint: str
    ) -> ValidationException:
        """Build the error for a parameter that breaks a constraint of AWS's model."""
        shown = "null" if value is None else f"'{value}'"
        return ValidationException(
            f"1 validation error detected: Value {shown} at '{self._at(name)}' "
            f"failed to satisfy constraint: {constraint}"
        )

    def _at(self, name: str) -> str:
        return f"{self._path}{name[0].lower()}{name[1:]}"
