"""Document paths: ``address.lines[0]`` read, set and removed in an item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from wingws_simulator.dynamodb.attribute_value import AttributeValue, Item
from wingws_simulator.dynamodb.errors import ValidationException

__all__ = [
    "Path",
    "check_parent",
    "find_overlap",
    "get_path",
    "remove_path",
    "set_path",
]

Part: TypeAlias = str | int


@dataclass(frozen=True, slots=True)
class Path:
    """An attribute's name, then names of members and indexes of elements."""

    parts: tuple[Part, ...]

    def __str__(self) -> str:
        shown = (f"[{part}]" if isinstance(part, int) else part for part in self.parts)
        return f"[{', '.join(shown)}]"


def get_path(item: Item, path: Path) -> AttributeValue | None:
    """Return the value at the path, or None."""
    value: AttributeValue = {"M": item}
    for part in path.parts:
        match part, value:
            case str(), {"M": members} if part in members:
                value = members[part]
            case int(), {"L": elements} if part < len(elements):
                value = elements[part]
            case _:
                return None
    return value


def check_parent(item: Item, path: Path) -> None:
    """Refuse a path that cannot be set, removed or added to; raises as set_path."""
    parent = get_path(item, Path(path.parts[:-1]))
    container = "L" if isinstance(path.parts[-1], int) else "M"
    if parent is None or container not in parent:
        raise _invalid_path()


def set_path(item: Item, path: Path, value: AttributeValue) -> Item:
    """Return the item with this value at the path.

    An index past the end of a list appends.

    Raises:
        ValidationException: the path's parent is not there.
    """
    changed: Item = _changed({"M": item}, path.parts, value)["M"]
    return changed


def remove_path(item: Item, path: Path) -> Item:
    """Return the item without what is at the path; raises as set_path."""
    changed: Item = _changed({"M": item}, path.parts, None)["M"]
    return changed


def _changed(
    parent: AttributeValue, parts: Sequence[Part], value: AttributeValue | None
) -> AttributeValue:
    part, rest = parts[0], parts[1:]
    match part, parent:
        case str(), {"M": members}:
            if rest and part in members:
                return {"M": members | {part: _changed(members[part], rest, value)}}
            if not rest and value is not None:
                return {"M": members | {part: value}}
            if not rest:
                return {"M": {k: v for k, v in members.items() if k != part}}
        case int(), {"L": elements}:
            here = slice(part, part + 1)
            if rest and part < len(elements):
                return _spliced(elements, here, [_changed(elements[part], rest, value)])
            if not rest:
                return _spliced(elements, here, [] if value is None else [value])
    raise _invalid_path()


def _invalid_path() -> ValidationException:
    return ValidationException(
        "The document path provided in the update expression is invalid for update"
    )


def _spliced(
    elements: list[AttributeValue], here: slice, replacement: list[AttributeValue]
) -> AttributeValue:
    elements = list(elements)
    elements[here] = replacement
    return {"L": elements}


def find_overlap(paths: Sequence[Path]) -> str | None:
    """Say which two of the paths cannot be used together, if any."""
    for index, two in enumerate(paths):
        for one in paths[:index]:
            if verb := _collision(one, two):
                return (
                    f"Two document paths {verb} with each other; "
                    "must remove or rewrite one of these paths; "
                    f"path one: {one}, path two: {two}"
                )
    return None


def _collision(one: Path, two: Path) -> str | None:
    for a, b in zip(one.parts, two.parts, strict=False):
        if a != b:
            return "conflict" if type(a) is not type(b) else None
    return "overlap"
