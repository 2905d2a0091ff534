"""What AWS would charge for a request.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from .request import Request
from .table import Table

__all__ = [
    "Consumed",
    "Units",
    "consumed_capacity",
    "describe_capacity",
    "read_detail",
    "read_units",
    "write_units",
]

Units: TypeAlias = Mapping[str | None, float]
"""Capacity units by index name; None is the table itself."""


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


def consumed_capacity(detail: str | None, table: Table, units: Units) -> dict[str, Any]:
    """Build the answer's ``ConsumedCapacity``, empty when it was not asked for.

    Args:
        detail: from ``read_detail``.
        table: the table.
        units: what was consumed of it.
    """
    if detail is None:
        return {}
    return {"ConsumedCapacity": describe_capacity(detail, table, units)}


def describe_capacity(detail: str, table: Table, units: Units) -> dict[str, Any]:
    """Build one ``ConsumedCapacity``: the sum, and with INDEXES its parts."""
    capacity: dict[str, Any] = {
        "TableName": table.spec.name,
        "CapacityUnits": sum(units.values()),
    }
    if detail == "INDEXES":
        capacity["Table"] = {"CapacityUnits": units.get(None, 0.0)}
        for name, consumed in units.items():
            if name is not None:
                kind = "Global" if table.views[name].is_global else "Local"
                indexes = capacity.setdefault(f"{kind}SecondaryIndexes", {})
                indexes[name] = {"CapacityUnits": consumed}
    return capacity


class Consumed:
    """What a request of many items has consumed, by table."""

    def __init__(self) -> None:
        self._tables: dict[str, tuple[Table, dict[str | None, float]]] = {}

    def add(self, table: Table, units: Units, factor: float = 1.0) -> None:
        """Add what one item has consumed."""
        _, sums = self._tables.setdefault(table.spec.name, (table, {}))
        for name, consumed in units.items():
            sums[name] = sums.get(name, 0.0) + consumed * factor

    def describe(self, detail: str | None) -> dict[str, Any]:
        """Build the answer's list ``ConsumedCapacity``, empty when not asked for."""
        if detail is None:
            return {}
        described = [
            describe_capacity(detail, table, units)
            for table, units in self._tables.values()
        ]
        return {"ConsumedCapacity": described}
