"""The definition of a table, refused where AWS would refuse it.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .errors import ValidationException, invalid_value

__all__ = ["GlobalSecondaryIndex", "KeySchema", "TableSpec"]

MAX_INDEXES = 20
KEY_TYPES = ("B", "N", "S")
PROJECTION_TYPES = ("ALL", "INCLUDE", "KEYS_ONLY")
VIEW_TYPES = ("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES")

_NAME = re.compile(r"[a-zA-Z0-9_.-]{3,255}")


@dataclass(frozen=True)
class KeySchema:
    """The attributes that make a key."""

    hash_key: str
    range_key: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The one or two attributes, the hash key first."""
        return (self.hash_key, self.range_key) if self.range_key else (self.hash_key,)


@dataclass(frozen=True)
class GlobalSecondaryIndex:
    """An index with a key of its own.

    ``projection_type`` is ALL, KEYS_ONLY or INCLUDE; the last one adds
    ``non_key_attributes`` to the keys.
    """

    name: str
    hash_key: str
    range_key: str | None = None
    projection_type: str = "ALL"
    non_key_attributes: tuple[str, ...] = ()

    @property
    def key(self) -> KeySchema:
        """The key of the index."""
        return KeySchema(self.hash_key, self.range_key)


@dataclass(frozen=True)
class TableSpec:
    """The definition of a table.

    ``attribute_definitions`` gives the type, S, N or B, of each attribute that is
    part of a key, of the table or of an index. ``stream`` says what the records of its
    stream show of an item: KEYS_ONLY, NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES; None
    for no stream. The number in the ``time_to_live_attribute``, seconds since the
    epoch, is when an item expires; None if none does.

    Raises:
        ValidationException: AWS would not make such a table.
    """

    name: str
    hash_key: str
    attribute_definitions: Mapping[str, str]
    range_key: str | None = None
    global_secondary_indexes: tuple[GlobalSecondaryIndex, ...] = ()
    stream: str | None = None
    time_to_live_attribute: str | None = None

    def __post_init__(self) -> None:
        _check_name("tableName", self.name)
        _check_stream(self.stream)
        _check_time_to_live(self.time_to_live_attribute)
        _check_definitions(self)
        _check_indexes(self.global_secondary_indexes)

    @property
    def key(self) -> KeySchema:
        """The key of the table."""
        return KeySchema(self.hash_key, self.range_key)

    def to_dict(self) -> dict[str, Any]:
        """Return the definition as JSON can carry it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> TableSpec:
        """Rebuild a definition from ``to_dict``."""
        indexes = tuple(
            GlobalSecondaryIndex(
                **{**index, "non_key_attributes": tuple(index["non_key_attributes"])}
            )
            for index in data["global_secondary_indexes"]
        )
        return cls(**{**data, "global_secondary_indexes": indexes})


def _check_name(parameter: str, name: str) -> None:
    if _NAME.fullmatch(name):
        return
    if 3 <= len(name) <= 255:
        constraint = "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
    elif len(name) < 3:
        constraint = "Member must have length greater than or equal to 3"
    else:
        constraint = "Member must have length less than or equal to 255"
    raise ValidationException(
        f"1 validation error detected: Value '{name}' at '{parameter}' "
        f"failed to satisfy constraint: {constraint}"
    )


def _check_stream(view_type: str | None) -> None:
    if view_type is not None and view_type not in VIEW_TYPES:
        raise ValidationException(
            f"1 validation error detected: Value '{view_type}' at "
            "'streamSpecification.streamViewType' failed to satisfy constraint: "
            f"Member must satisfy enum value set: [{', '.join(VIEW_TYPES)}]"
        )


def _check_time_to_live(attribute: str | None) -> None:
    if attribute is not None and not 1 <= len(attribute) <= 255:
        bound = "less than or equal to 255"
        if not attribute:
            bound = "greater than or equal to 1"
        raise ValidationException(
            f"1 validation error detected: Value '{attribute}' at "
            "'timeToLiveSpecification.attributeName' failed to satisfy constraint: "
            f"Member must have length {bound}"
        )


def _check_definitions(spec: TableSpec) -> None:
    keys = [spec.key, *(index.key for index in spec.global_secondary_indexes)]
    for name, key_type in spec.attribute_definitions.items():
        if key_type not in KEY_TYPES:
            raise ValidationException(
                f"1 validation error detected: Value '{key_type}' at "
                f"'attributeDefinitions.{name}.attributeType' failed to satisfy "
                "constraint: Member must satisfy enum value set: "
                f"[{', '.join(KEY_TYPES)}]"
            )
    for key in keys:
        _check_schema(key, spec.attribute_definitions)
    used = {name for key in keys for name in key.names}
    if unused := spec.attribute_definitions.keys() - used:
        raise invalid_value(
            "Some AttributeDefinitions are not used. AttributeDefinitions: "
            f"[{', '.join(spec.attribute_definitions)}], keys used: "
            f"[{', '.join(sorted(used))}]; unused: [{', '.join(sorted(unused))}]"
        )


def _check_schema(key: KeySchema, definitions: Mapping[str, str]) -> None:
    if key.hash_key == key.range_key:
        raise invalid_value(
            "Both the Hash Key and the Range Key element in the KeySchema "
            "have the same name"
        )
    missing = [name for name in key.names if name not in definitions]
    if missing:
        raise invalid_value(
            "Some index key attributes are not defined in AttributeDefinitions. "
            f"Keys: [{', '.join(key.names)}], "
            f"AttributeDefinitions: [{', '.join(definitions)}]"
        )


def _check_indexes(indexes: tuple[GlobalSecondaryIndex, ...]) -> None:
    if len(indexes) > MAX_INDEXES:
        raise invalid_value(
            f"GlobalSecondaryIndex count exceeds the per-table limit of {MAX_INDEXES}"
        )
    names: set[str] = set()
    for index in indexes:
        _check_name("indexName", index.name)
        if index.name in names:
            raise invalid_value(f"Duplicate index name: {index.name}")
        names.add(index.name)
        _check_projection(index)


def _check_projection(index: GlobalSecondaryIndex) -> None:
    if index.projection_type not in PROJECTION_TYPES:
        raise invalid_value(
            f"Unknown ProjectionType: {index.projection_type}; "
            f"expected {', '.join(PROJECTION_TYPES)}"
        )
    includes = index.projection_type == "INCLUDE"
    if includes and not index.non_key_attributes:
        raise invalid_value(
            "ProjectionType is INCLUDE, but NonKeyAttributes is not specified"
        )
    if index.non_key_attributes and not includes:
        raise invalid_value(
            f"ProjectionType is {index.projection_type}, "
            "but NonKeyAttributes is specified"
        )
