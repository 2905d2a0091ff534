"""Updates: what an UpdateExpression makes of an item.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from wingws_simulator.dynamodb.attribute_value import (
    SETS,
    AttributeValue,
    Item,
    make_set,
    type_of,
)
from wingws_simulator.dynamodb.errors import ValidationException
from wingws_simulator.dynamodb.number import add_numbers

from .grammar import Literal
from .path import Path, check_parent, get_path, remove_path, set_path

__all__ = [
    "Action",
    "Add",
    "Delete",
    "IfNotExists",
    "ListAppend",
    "Remove",
    "Set",
    "Sum",
    "Update",
    "Value",
    "apply_update",
]


@dataclass(frozen=True, slots=True)
class Sum:
    """``left + right``, or ``left - right`` where ``sign`` is -1."""

    left: Value
    right: Value
    sign: int


@dataclass(frozen=True, slots=True)
class IfNotExists:
    """The value at the path, or the default where there is none."""

    path: Path
    default: Value


@dataclass(frozen=True, slots=True)
class ListAppend:
    """The two lists, one after the other."""

    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class Set:
    """``SET path = value``."""

    path: Path
    value: Value


@dataclass(frozen=True, slots=True)
class Remove:
    """``REMOVE path``."""

    path: Path


@dataclass(frozen=True, slots=True)
class Add:
    """``ADD path :number`` or ``ADD path :set``."""

    path: Path
    value: AttributeValue


@dataclass(frozen=True, slots=True)
class Delete:
    """``DELETE path :set``."""

    path: Path
    value: AttributeValue


Value: TypeAlias = Path | Literal | Sum | IfNotExists | ListAppend
Action: TypeAlias = Set | Remove | Add | Delete
Change: TypeAlias = tuple[Path, AttributeValue | None]
A = TypeVar("A", bound=Action)


@dataclass(frozen=True, slots=True)
class Update:
    """The actions of an update expression, as written."""

    actions: tuple[Action, ...] = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where the actions act."""
        return tuple(action.path for action in self.actions)

    @property
    def mentioned(self) -> tuple[Path, ...]:
        """Where the actions act, and what they read there or elsewhere."""
        read = [path for action in self.of(Set) for path in _paths_read(action.value)]
        return (*self.paths, *read)

    def of(self, kind: type[A]) -> list[A]:
        """Return the actions of one kind by index, so that appends keep their order."""
        actions = [action for action in self.actions if isinstance(action, kind)]
        return sorted(actions, key=lambda action: _indexes(action.path))


def apply_update(update: Update, item: Item) -> Item:
    """Return the item after the update; every action sees the item before it.

    Raises:
        ValidationException: an operand is missing or of the wrong type, or a path
            leads nowhere.
    """
    for path in update.paths:
        check_parent(item, path)
    changes: list[Change] = [
        *((action.path, _value(action.value, item)) for action in update.of(Set)),
        *((action.path, _added(action, item)) for action in update.of(Add)),
        *((action.path, _left(action, item)) for action in update.of(Delete)),
        # Highest index first: removing an element moves those behind it.
        *((action.path, None) for action in reversed(update.of(Remove))),
    ]
    for path, value in changes:
        item = remove_path(item, path) if value is None else set_path(item, path, value)
    return item


def _paths_read(value: Value) -> Iterator[Path]:
    match value:
        case Path():
            yield value
        case IfNotExists(path, default):
            yield path
            yield from _paths_read(default)
        case Sum(left, right) | ListAppend(left, right):
            yield from _paths_read(left)
            yield from _paths_read(right)


def _indexes(path: Path) -> list[int]:
    return [part for part in path.parts if isinstance(part, int)]


def _value(value: Value, item: Item) -> AttributeValue:
    match value:
        case Literal(literal):
            return literal
        case Path():
            found = get_path(item, value)
            if found is None:
                raise ValidationException(
                    "The provided expression refers to an attribute "
                    "that does not exist in the item"
                )
            return found
        case IfNotExists(path, default):
            fallback = _value(default, item)  # has to exist even when it is not used
            return get_path(item, path) or fallback
        case Sum(left, right, sign):
            return _sum(_value(left, item), _value(right, item), sign)
        case ListAppend(left, right):
            match _value(left, item), _value(right, item):
                case {"L": first}, {"L": second}:
                    return {"L": [*first, *second]}
            raise _wrong_type()


def _sum(left: AttributeValue, right: AttributeValue, sign: int = 1) -> AttributeValue:
    match left, right:
        case {"N": augend}, {"N": addend}:
            return {"N": add_numbers(augend, addend, sign)}
    raise _wrong_type()


def _added(action: Add, item: Item) -> AttributeValue:
    old = get_path(item, action.path)
    if old is None:
        return action.value
    if "N" in action.value:
        return _sum(old, action.value)
    return _combined(operator.or_, old, action.value) or old


def _left(action: Delete, item: Item) -> AttributeValue | None:
    old = get_path(item, action.path)
    return old and _combined(operator.sub, old, action.value)


def _combined(
    combine: Callable[[set[str], set[str]], set[str]],
    old: AttributeValue,
    new: AttributeValue,
) -> AttributeValue | None:
    tag = type_of(old)
    if tag not in SETS or tag != type_of(new):
        raise _wrong_type()
    members = combine(set(old[tag]), set(new[tag]))
    return make_set(tag, members) if members else None


def _wrong_type() -> ValidationException:
    return ValidationException(
        "An operand in the update expression has an incorrect data type"
    )
