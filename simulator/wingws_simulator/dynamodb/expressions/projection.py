"""Projections: the part of an item that a caller wants to see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from wingws_simulator.dynamodb.attribute_value import AttributeValue, Item

from .grammar import Grammar
from .path import Path, find_overlap
from .placeholders import Placeholders

__all__ = ["parse_projection", "project"]

# Part -> what is wanted below it; an empty choice means all of it.
Choice: TypeAlias = dict[str | int, Any]


def parse_projection(text: str, placeholders: Placeholders) -> tuple[Path, ...]:
    """Read a ProjectionExpression.

    Raises:
        ValidationException: AWS would not accept it.
    """
    grammar = Grammar(text, "ProjectionExpression", placeholders)
    paths = grammar.list_of(grammar.path)
    grammar.end()
    if problem := find_overlap(paths):
        raise grammar.tokens.error(problem)
    return tuple(paths)


def project(item: Item, paths: Iterable[Path]) -> Item:
    """Return what of the item lies at these paths; elements close up their list."""
    choice: Choice = {}
    for path in paths:
        below = choice
        for part in path.parts:
            below = below.setdefault(part, {})
    chosen = _chosen({"M": item}, choice) if choice else None
    return chosen["M"] if chosen else {}


def _chosen(value: AttributeValue, choice: Choice) -> AttributeValue | None:
    if not choice:
        return value
    match value:
        case {"M": members}:
            found = {
                name: part
                for name, below in choice.items()
                if name in members and (part := _chosen(members[name], below))
            }
            return {"M": found} if found else None
        case {"L": elements}:
            wanted = sorted(index for index in choice if isinstance(index, int))
            parts = [
                part
                for index in wanted
                if index < len(elements)
                and (part := _chosen(elements[index], choice[index]))
            ]
            return {"L": parts} if parts else None
    return None
