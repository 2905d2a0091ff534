"""What AWS would charge for a request.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .request import Request

__all__ = ["consumed_capacity", "read_detail", "read_units", "write_units"]

READ_UNIT = 4096
WRITE_UNIT = 1024


def read_units(size: int, *, consistent: bool) -> float:
    """Return the units for reading this many bytes, half of them if not consistent."""
    units = max(1, -(-size // READ_UNIT))
    return float(units) if consistent else units / 2


def write_units(size: int) -> float:
    """Return the units for writing this many bytes."""
    return float(max(1, -(-size // WRITE_UNIT)))


def read_detail(request: Request) -> str | None:
    """Return how much a request wants to know: TOTAL, INDEXES or None."""
    detail = request.choice("ReturnConsumedCapacity", "INDEXES", "TOTAL", "NONE")
    return None if detail == "NONE" else detail


def consumed_capacity(
    detail: str | None, table_name: str, units: Mapping[str | None, float]
) -> dict[str, Any]:
    """Build the answer's ``ConsumedCapacity``, empty when it was not asked for.

    Args:
        detail: from ``read_detail``.
        table_name: the table's name.
        units: by index name; None is the table itself.
    """
    if detail is None:
        return {}
    capacity: dict[str, Any] = {
        "TableName": table_name,
        "CapacityUnits": sum(units.values()),
    }
    if detail == "INDEXES":
        capacity["Table"] = {"CapacityUnits": units.get(None, 0.0)}
        indexes = {name: {"CapacityUnits": n} for name, n in units.items() if name}
        if indexes:
            capacity["GlobalSecondaryIndexes"] = indexes
    return {"ConsumedCapacity": capacity}
