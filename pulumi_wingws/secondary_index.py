"""``GlobalSecondaryIndex`` and ``LocalSecondaryIndex`` of a ``DynamodbTable``.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/SecondaryIndexes.html
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from .errors import ConfigurationError

__all__ = [
    "GlobalSecondaryIndex",
    "LocalSecondaryIndex",
    "ProjectionType",
    "SecondaryIndex",
    "check_attribute",
    "is_table_name",
]

ProjectionType: TypeAlias = Literal["ALL", "KEYS_ONLY", "INCLUDE"]
"""Which attributes of an item an index has."""

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
_NAME = re.compile(r"[a-zA-Z0-9_.-]{3,255}")
_LONGEST_ATTRIBUTE = 255
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Projection.html
_MOST_NON_KEY_ATTRIBUTES = 20


@dataclass(frozen=True)
class GlobalSecondaryIndex:
    """An index of a table with a key of its own. It is there a moment after the table.

    Indexes come and go without harm to rows; any other change of one makes it anew,
    and until it is there again, queries of it fail.

    Attributes:
        name: what ``query`` and ``scan`` take as ``index_name``.
        hash_key: name of the partition key's attribute; rows without it are not in the
            index.
        range_key: name of the sort key's attribute.
        projection_type: which attributes it has: ``"ALL"``; ``"KEYS_ONLY"``, those of
            the keys; ``"INCLUDE"``, these and ``non_key_attributes``.
        non_key_attributes: up to 20 names.
        read_capacity: reads a second, with ``billing_mode="PROVISIONED"`` and only
            with it.
        write_capacity: writes a second, likewise.

    Raises:
        ConfigurationError: what AWS would refuse.
    """

    name: str
    hash_key: str
    range_key: str | None = None
    projection_type: ProjectionType = "ALL"
    non_key_attributes: Sequence[str] = ()
    read_capacity: int | None = None
    write_capacity: int | None = None

    def __post_init__(self) -> None:
        _check(self)
        check_attribute(f"hash_key of index {self.name!r}", self.hash_key)
        if self.range_key is not None:
            check_attribute(f"range_key of index {self.name!r}", self.range_key)
        if self.range_key == self.hash_key:
            raise ConfigurationError(
                f"index {self.name!r} has {self.hash_key!r} as hash_key and as "
                "range_key; expected two attributes"
            )


@dataclass(frozen=True)
class LocalSecondaryIndex:
    """An index of a table with the table's hash key and a range key of its own.

    It comes and goes with its table only, so a change of it replaces the table.

    Attributes:
        name: what ``query`` and ``scan`` take as ``index_name``.
        range_key: name of the sort key's attribute; rows without it are not in the
            index.
        projection_type: as of a :class:`GlobalSecondaryIndex`.
        non_key_attributes: likewise.

    Raises:
        ConfigurationError: what AWS would refuse.
    """

    name: str
    range_key: str
    projection_type: ProjectionType = "ALL"
    non_key_attributes: Sequence[str] = ()

    def __post_init__(self) -> None:
        _check(self)
        check_attribute(f"range_key of index {self.name!r}", self.range_key)


SecondaryIndex: TypeAlias = GlobalSecondaryIndex | LocalSecondaryIndex


def is_table_name(name: object) -> bool:
    """Say whether a table, or an index, can have that name."""
    return isinstance(name, str) and _NAME.fullmatch(name) is not None


def check_attribute(what: str, name: object) -> None:
    """Refuse what cannot be an attribute's name."""
    if not isinstance(name, str) or not 1 <= len(name) <= _LONGEST_ATTRIBUTE:
        raise ConfigurationError(
            f"{what} {name!r} is not allowed; "
            f"expected the name of an attribute, 1 to {_LONGEST_ATTRIBUTE} characters"
        )


def _check(index: SecondaryIndex) -> None:
    if not is_table_name(index.name):
        raise ConfigurationError(
            f"name {index.name!r} of an index is not allowed; "
            "expected 3 to 255 letters, digits, '_', '-' or '.'"
        )
    allowed = get_args(ProjectionType)
    if index.projection_type not in allowed:
        raise ConfigurationError(
            f"projection_type {index.projection_type!r} of index {index.name!r} is "
            f"not allowed; expected {', '.join(map(repr, allowed))}"
        )
    _check_non_key_attributes(index)


def _check_non_key_attributes(index: SecondaryIndex) -> None:
    names = index.non_key_attributes
    what = f"non_key_attributes {names!r} of index {index.name!r}"
    if not isinstance(names, list | tuple) or len(names) > _MOST_NON_KEY_ATTRIBUTES:
        raise ConfigurationError(
            f"{what} are not allowed; "
            f"expected a list of up to {_MOST_NON_KEY_ATTRIBUTES} names"
        )
    if (index.projection_type == "INCLUDE") is not bool(names):
        raise ConfigurationError(
            f"{what} are not allowed with projection_type {index.projection_type!r}; "
            "expected names with 'INCLUDE', and none without"
        )
    for name in names:
        check_attribute(f"attribute of index {index.name!r}", name)
        if names.count(name) > 1:
            raise ConfigurationError(f"{what} have {name!r} twice; keep one of them")
