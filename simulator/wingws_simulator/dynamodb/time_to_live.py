"""UpdateTimeToLive and DescribeTimeToLive, and the removal of what has expired.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .changes import Change, apply_change
from .errors import ValidationException
from .request import Request
from .rows import get_item
from .table import Table
from .tables import Tables

__all__ = [
    "describe_time_to_live",
    "first_expiry",
    "remove_expired",
    "update_time_to_live",
]

MOST_AT_ONCE = 100


def describe_time_to_live(tables: Tables, request: Request) -> dict[str, Any]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html"""
    attribute = tables.existing(request).spec.time_to_live_attribute
    if attribute is None:
        return {"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}}
    description = {"TimeToLiveStatus": "ENABLED", "AttributeName": attribute}
    return {"TimeToLiveDescription": description}


def update_time_to_live(tables: Tables, request: Request) -> dict[str, Any]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html"""
    part = request.part("TimeToLiveSpecification")
    attribute = part.required_text("AttributeName")
    is_enabled = part.required_flag("Enabled")
    table = tables.existing(request)
    _check_update(table.spec.time_to_live_attribute, attribute, is_enabled=is_enabled)
    wanted = attribute if is_enabled else None
    tables.put(replace(table.spec, time_to_live_attribute=wanted))
    answer = {"Enabled": is_enabled, "AttributeName": attribute}
    return {"TimeToLiveSpecification": answer}


def _check_update(current: str | None, attribute: str, *, is_enabled: bool) -> None:
    if current is None and not is_enabled:
        raise ValidationException("TimeToLive is already disabled")
    if current is None:
        return
    if current != attribute:
        raise ValidationException(
            "TimeToLive is active on a different AttributeName: "
            f"current AttributeName is {current}"
        )
    if is_enabled:
        raise ValidationException("TimeToLive is already enabled")


def first_expiry(tables: Tables, *, now: float) -> float | None:
    """Return when the first of all items expires, or has; None if none does."""
    times = (
        tables.expiry.first(table.spec.name, now=now)
        for table in tables.all
        if table.spec.time_to_live_attribute is not None
    )
    return min((time for time in times if time is not None), default=None)


def remove_expired(tables: Tables, *, before: float, now: float) -> int:
    """Remove items that have expired, a hundred of each table at most.

    Args:
        tables: the tables.
        before: when they have, in seconds since the epoch.
        now: the same; what expired five years ago stays.

    Returns:
        how many it removed.
    """
    return sum(
        _remove(tables, table, before=before, now=now)
        for table in tables.all
        if table.spec.time_to_live_attribute is not None
    )


def _remove(tables: Tables, table: Table, *, before: float, now: float) -> int:
    keys = tables.expiry.expired(
        table.spec.name, before=before, now=now, limit=MOST_AT_ONCE
    )
    if not keys:
        return 0
    with tables.store.transaction():
        for key in keys:
            old = get_item(tables.store, table, key)
            apply_change(tables, Change(table, old, None, has_expired=True))
    return len(keys)
