"""One change of an item of a table, as the table's stream tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .attribute_value import Item, from_item

__all__ = ["Change"]


@dataclass(frozen=True)
class Change:
    """
    What happened to one item.

    Numbers are int, or Decimal if they have a fraction; binary is bytes.

    Attributes:
        kind: ``INSERT``, ``MODIFY`` or ``REMOVE``.
        key: The item's key.
        old: The item before; None if there was none, or the stream does not show it.
        new: The item after; None if it is gone, or the stream does not show it.
        record: The whole record, with AWS's keys: when, in which order, and, where
            an item has expired, that the service removed it.
            https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
    """

    kind: Literal["INSERT", "MODIFY", "REMOVE"]
    key: Item
    old: Item | None
    new: Item | None
    record: Mapping[str, Any] = field(repr=False)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Change:
        """Return the change that a record of a Lambda event tells of."""
        told = record["dynamodb"]
        return cls(
            kind=record["eventName"],
            key=from_item(told["Keys"]),
            old=_image(told, "OldImage"),
            new=_image(told, "NewImage"),
            record=record,
        )


def _image(told: Mapping[str, Any], name: str) -> Item | None:
    return from_item(told[name]) if name in told else None
