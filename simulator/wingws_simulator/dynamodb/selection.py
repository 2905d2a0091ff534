"""Which part of its items a read shows."""

from __future__ import annotations

from collections.abc import Iterable

from .attribute_value import Item
from .errors import ValidationException, invalid_value
from .expressions.path import Path
from .expressions.placeholders import Placeholders
from .expressions.projection import parse_projection, project
from .request import Request
from .table import View

__all__ = ["read_projection", "read_selection", "shown", "unprojected"]

SELECTIONS = (
    "SPECIFIC_ATTRIBUTES",
    "COUNT",
    "ALL_ATTRIBUTES",
    "ALL_PROJECTED_ATTRIBUTES",
)


def shown(item: Item, paths: tuple[Path, ...] | None) -> Item:
    """Return what a projection leaves of an item; all of it where there is none."""
    return item if paths is None else project(item, paths)


def read_projection(
    request: Request, placeholders: Placeholders
) -> tuple[Path, ...] | None:
    """Read the ProjectionExpression; None where there is none."""
    text = request.text("ProjectionExpression")
    return None if text is None else parse_projection(text, placeholders)


def read_selection(
    request: Request, view: View, paths: tuple[Path, ...] | None
) -> str | None:
    """Read what Select says, held against the projection and the index."""
    selection = request.choice("Select", *SELECTIONS)
    if paths is not None:
        _check_projected(selection, view, paths)
    elif selection == "SPECIFIC_ATTRIBUTES":
        raise ValidationException(
            "Must specify the AttributesToGet or ProjectionExpression "
            "when choosing to get SPECIFIC_ATTRIBUTES"
        )
    if selection == "ALL_PROJECTED_ATTRIBUTES" and view.name is None:
        raise ValidationException(
            "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"
        )
    if selection == "ALL_ATTRIBUTES" and view.is_global and view.projected is not None:
        raise invalid_value(
            "Select type ALL_ATTRIBUTES "
            f"is not supported for global secondary index {view.name} "
            "because its projection type is not ALL"
        )
    return selection


def _check_projected(
    selection: str | None, view: View, paths: tuple[Path, ...]
) -> None:
    if selection not in (None, "SPECIFIC_ATTRIBUTES"):
        what = "only the Count" if selection == "COUNT" else selection
        raise ValidationException(
            f"Cannot specify the ProjectionExpression when choosing to get {what}"
        )
    missing = unprojected(view, paths)
    if missing and view.is_global:
        raise invalid_value(
            f"Global secondary index {view.name} does not project "
            f"[{', '.join(missing)}]"
        )


def unprojected(view: View, paths: Iterable[Path]) -> list[str]:
    """Return the attributes that an index would have to fetch from the table."""
    if view.projected is None:
        return []
    names = {str(path.parts[0]) for path in paths}
    return sorted(names - view.projected)
