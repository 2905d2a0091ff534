"""Query and Scan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .attribute_value import Item, item_size, type_of
from .capacity import consumed_capacity, read_detail, read_units
from .errors import ValidationException, invalid_value
from .expressions.condition import Condition, holds, paths_in
from .expressions.condition_parser import parse_condition
from .expressions.key_condition import parse_key_condition
from .expressions.path import Path
from .expressions.placeholders import Placeholders
from .position import Interval, after, segment_interval
from .request import Request
from .rows import from_rows, get_item
from .selection import read_projection, read_selection, shown, unprojected
from .store import Row
from .table import Table, View
from .tables import Tables

__all__ = ["query", "scan"]

MAX_PAGE_SIZE = 1024 * 1024
MAX_SEGMENTS = 1_000_000


def query(tables: Tables, request: Request) -> dict[str, Any]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html"""
    text = request.text("KeyConditionExpression")
    if text is None:
        raise ValidationException(
            "Either the KeyConditions or KeyConditionExpression parameter "
            "must be specified in the request."
        )
    placeholders = request.placeholders(
        "KeyConditionExpression", "FilterExpression", "ProjectionExpression"
    )
    key_condition = parse_key_condition(text, placeholders)
    read = _read_parameters(tables, request, placeholders)
    interval = key_condition.interval(read.view)
    _check_filter(read)
    forward = request.flag("ScanIndexForward", default=True)
    interval = _continued(request, read.view, interval, forward=forward)
    return _page(tables, request, read, interval, forward=forward)


def scan(tables: Tables, request: Request) -> dict[str, Any]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html"""
    placeholders = request.placeholders("FilterExpression", "ProjectionExpression")
    read = _read_parameters(tables, request, placeholders)
    segment, total_segments = _read_segment(request)
    interval = segment_interval(read.view.prefix, segment, total_segments)
    interval = _continued(request, read.view, interval, forward=True)
    return _page(tables, request, read, interval, forward=True)


@dataclass(frozen=True)
class _Read:
    """What Query and Scan have in common."""

    table: Table
    view: View
    condition: Condition | None
    paths: tuple[Path, ...] | None
    limit: int | None
    counts_only: bool
    consistent: bool
    fetches: bool  # more than a local index keeps of an item


def _read_parameters(
    tables: Tables, request: Request, placeholders: Placeholders
) -> _Read:
    text = request.text("FilterExpression")
    condition = None
    if text is not None:
        condition = parse_condition(text, "FilterExpression", placeholders)
    paths = read_projection(request, placeholders)
    placeholders.check_all_used()
    limit = request.number("Limit", 1)
    table = tables.named(request)
    view = table.view(request.text("IndexName"))
    consistent = request.flag("ConsistentRead")
    if consistent and view.is_global:
        raise ValidationException(
            "Consistent reads are not supported on global secondary indexes"
        )
    if view.is_global:
        tables.late_indexes.catch_up()
    selection = read_selection(request, view, paths)
    filtered = list(paths_in(condition))
    table.check_paths([*(paths or ()), *filtered])
    if missing := unprojected(view, filtered):
        raise invalid_value(
            f"Secondary index {view.name} does not project one or more filter "
            f"attributes: [{', '.join(missing)}]"
        )
    return _Read(
        table,
        view,
        condition,
        paths,
        limit,
        selection == "COUNT",
        consistent,
        (selection == "ALL_ATTRIBUTES" and view.projected is not None)
        or bool(unprojected(view, paths or ())),
    )


def _check_filter(read: _Read) -> None:
    for path in paths_in(read.condition):
        if path.parts[0] in read.view.key.names:
            raise ValidationException(
                "Filter Expression can only contain non-primary key attributes: "
                f"Primary key attribute: {path.parts[0]}"
            )


def _read_segment(request: Request) -> tuple[int, int]:
    segment = request.number("Segment", 0, MAX_SEGMENTS - 1)
    total = request.number("TotalSegments", 1, MAX_SEGMENTS)
    if segment is None and total is None:
        return 0, 1
    if total is None:
        raise ValidationException(
            "The TotalSegments parameter is required but was not present "
            "in the request when Segment parameter is present"
        )
    if segment is None:
        raise ValidationException(
            "The Segment parameter is required but was not present "
            "in the request when parameter TotalSegments is present"
        )
    if segment >= total:
        raise ValidationException(
            "The Segment parameter is zero-based and must be less than parameter "
            f"TotalSegments: Segment: {segment} is not less than "
            f"TotalSegments: {total}"
        )
    return segment, total


def _continued(
    request: Request, view: View, interval: Interval, *, forward: bool
) -> Interval:
    """Return what is left of the interval after the request's ExclusiveStartKey."""
    key = request.optional_item("ExclusiveStartKey")
    if key is None:
        return interval
    if key.keys() != set(view.key_names) or any(
        type_of(value) != view.types[name] for name, value in key.items()
    ):
        raise ValidationException("The provided starting key is invalid")
    position = view.position(key)
    if not interval.low <= position < interval.high:
        raise ValidationException(
            "The provided starting key is outside query boundaries "
            "based on provided conditions"
        )
    if forward:
        return Interval(after(position), interval.high)
    return Interval(interval.low, position)


def _page(
    tables: Tables, request: Request, read: _Read, interval: Interval, *, forward: bool
) -> dict[str, Any]:
    with tables.store.rows(interval, forward=forward) as rows:
        page, is_cut = _take_page(rows, read.limit)
    evaluated = from_rows(page)
    condition = read.condition
    matching = [
        item for item in evaluated if condition is None or holds(condition, item)
    ]
    answer: dict[str, Any] = {
        "Count": len(matching),
        "ScannedCount": len(evaluated),
    }
    size = sum(row.size for row in page)
    units = {read.view.name: read_units(size, consistent=read.consistent)}
    if read.fetches:
        matching, units[None] = _fetched(tables, read, matching)
    if not read.counts_only:
        answer["Items"] = [shown(item, read.paths) for item in matching]
    if is_cut:
        last = evaluated[-1]
        answer["LastEvaluatedKey"] = {name: last[name] for name in read.view.key_names}
    return answer | consumed_capacity(read_detail(request), read.table, units)


def _fetched(
    tables: Tables, read: _Read, items: list[Item]
) -> tuple[list[Item], float]:
    """Return the whole items, of which an index keeps a part, and the units.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html#LSI.Projections
    """
    whole = [get_item(tables.store, read.table, item) or item for item in items]
    units = (read_units(item_size(item), consistent=read.consistent) for item in whole)
    return whole, sum(units)


def _take_page(rows: Iterable[Row], limit: int | None) -> tuple[list[Row], bool]:
    """Take the rows of a page; say whether a limit ended it.

    As on AWS, the item that crosses 1 MB is the last one of its page, and a page that
    reached its limit does not know whether anything follows.
    """
    page: list[Row] = []
    size = 0
    for row in rows:
        page.append(row)
        size += row.size
        if len(page) == limit or size > MAX_PAGE_SIZE:
            return page, True
    return page, False
