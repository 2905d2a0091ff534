"""The definition of a table, refused where AWS would refuse it.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, TypeAlias, TypeVar

from .errors import ValidationException, invalid_value

__all__ = [
    "GlobalSecondaryIndex",
    "KeySchema",
    "LocalSecondaryIndex",
    "SecondaryIndex",
    "TableSpec",
    "Throughput",
]

MAX_GLOBAL_INDEXES = 20
MAX_LOCAL_INDEXES = 5
MAX_PROJECTED_ATTRIBUTES = 100
KEY_TYPES = ("B", "N", "S")
PROJECTION_TYPES = ("ALL", "INCLUDE", "KEYS_ONLY")
VIEW_TYPES = ("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES")

_NAME = re.compile(r"[a-zA-Z0-9_.-]{3,255}")


class Throughput(NamedTuple):
    """Capacity units a second; nothing is held to them here."""

    read: int
    write: int


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
    ``non_key_attributes`` to the keys. ``throughput`` is as in TableSpec.
    """

    name: str
    hash_key: str
    range_key: str | None = None
    projection_type: str = "ALL"
    non_key_attributes: tuple[str, ...] = ()
    throughput: Throughput | None = None

    @property
    def key(self) -> KeySchema:
        """The key of the index."""
        return KeySchema(self.hash_key, self.range_key)


@dataclass(frozen=True)
class LocalSecondaryIndex:
    """An index with the table's hash key and a range key of its own.

    ``projection_type`` and ``non_key_attributes`` are as in GlobalSecondaryIndex.
    """

    name: str
    range_key: str
    projection_type: str = "ALL"
    non_key_attributes: tuple[str, ...] = ()


SecondaryIndex: TypeAlias = GlobalSecondaryIndex | LocalSecondaryIndex
Index = TypeVar("Index", GlobalSecondaryIndex, LocalSecondaryIndex)


@dataclass(frozen=True)
class TableSpec:
    """The definition of a table.

    ``attribute_definitions`` gives the type, S, N or B, of each attribute that is
    part of a key, of the table or of an index. ``stream`` says what the records of its
    stream show of an item: KEYS_ONLY, NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES; None
    for no stream. The number in the ``time_to_live_attribute``, seconds since the
    epoch, is when an item expires; None if none does. ``throughput`` is None when it is
    billed per request. A table with ``deletion_protection`` refuses DeleteTable.

    Raises:
        ValidationException: AWS would not make such a table.
    """

    name: str
    hash_key: str
    attribute_definitions: Mapping[str, str]
    range_key: str | None = None
    global_secondary_indexes: tuple[GlobalSecondaryIndex, ...] = ()
    local_secondary_indexes: tuple[LocalSecondaryIndex, ...] = ()
    stream: str | None = None
    time_to_live_attribute: str | None = None
    throughput: Throughput | None = None
    deletion_protection: bool = False

    def __post_init__(self) -> None:
        _check_name("tableName", self.name)
        _check_stream(self.stream)
        _check_time_to_live(self.time_to_live_attribute)
        _check_definitions(self)
        _check_local_indexes(self)
        _check_indexes(self)

    @property
    def key(self) -> KeySchema:
        """The key of the table."""
        return KeySchema(self.hash_key, self.range_key)

    @property
    def indexes(self) -> tuple[SecondaryIndex, ...]:
        """The secondary indexes, the local ones first."""
        return (*self.local_secondary_indexes, *self.global_secondary_indexes)

    def key_of(self, index: SecondaryIndex) -> KeySchema:
        """Return the key of an index."""
        if isinstance(index, LocalSecondaryIndex):
            return KeySchema(self.hash_key, index.range_key)
        return index.key

    def to_dict(self) -> dict[str, Any]:
        """Return the definition as JSON can carry it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> TableSpec:
        """Rebuild a definition from ``to_dict``."""
        return cls(
            **{
                **data,
                "global_secondary_indexes": _rebuilt(
                    GlobalSecondaryIndex, data["global_secondary_indexes"]
                ),
                "local_secondary_indexes": _rebuilt(
                    LocalSecondaryIndex, data.get("local_secondary_indexes", ())
                ),
                "throughput": _throughput(data),
            }
        )


def _rebuilt(kind: type[Index], data: Iterable[Mapping[str, Any]]) -> tuple[Index, ...]:
    return tuple(kind(**_index_fields(one)) for one in data)


def _index_fields(data: Mapping[str, Any]) -> dict[str, Any]:
    fields = {**data, "non_key_attributes": tuple(data["non_key_attributes"])}
    return fields | ({"throughput": _throughput(data)} if "throughput" in data else {})


def _throughput(data: Mapping[str, Any]) -> Throughput | None:
    units = data.get("throughput")
    return Throughput(*units) if units else None


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
    keys = [spec.key, *map(spec.key_of, spec.indexes)]
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


def _check_local_indexes(spec: TableSpec) -> None:
    if spec.local_secondary_indexes and spec.range_key is None:
        raise invalid_value(
            "Table KeySchema does not have a range key, "
            "which is required when specifying a LocalSecondaryIndex"
        )
    if len(spec.local_secondary_indexes) > MAX_LOCAL_INDEXES:
        raise invalid_value(
            "Number of LocalSecondaryIndexes exceeds per-table limit of "
            f"{MAX_LOCAL_INDEXES}"
        )


def _check_indexes(spec: TableSpec) -> None:
    names: set[str] = set()
    for index in spec.indexes:
        _check_name("indexName", index.name)
        if index.name in names:
            raise invalid_value(f"Duplicate index name: {index.name}")
        names.add(index.name)
        _check_projection(index)
    if len(spec.global_secondary_indexes) > MAX_GLOBAL_INDEXES:
        raise invalid_value(
            "GlobalSecondaryIndex count exceeds the per-table limit of "
            f"{MAX_GLOBAL_INDEXES}"
        )
    _check_projected(spec)


def _check_projected(spec: TableSpec) -> None:
    names = [
        name
        for index in spec.indexes
        for name in index.non_key_attributes
        if index.projection_type == "INCLUDE"
    ]
    if len(names) > MAX_PROJECTED_ATTRIBUTES:
        raise invalid_value(
            "Total number of attributes projected into all indexes exceeds the limit "
            f"of {MAX_PROJECTED_ATTRIBUTES}: {len(names)}"
        )


def _check_projection(index: SecondaryIndex) -> None:
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
