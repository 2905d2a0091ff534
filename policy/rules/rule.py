"""What a rule is: plain data in, sentences about violations out.

Properties have the names of the provider's schema. What a preview does not know yet is
`UNKNOWN`: it counts as given, and as right, since the update asks again with the value.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

__all__ = [
    "UNKNOWN",
    "Config",
    "Level",
    "Properties",
    "Resource",
    "ResourceRule",
    "StackRule",
    "value_at",
]

UNKNOWN: Final = object()
"""Stands for a value that only the update knows."""

Level: TypeAlias = Literal["advisory", "mandatory"]
"""What a violation does unless the pack's configuration says otherwise."""

Properties: TypeAlias = Mapping[str, Any]

Config: TypeAlias = Mapping[str, dict[str, Any]]
"""What can be configured: the JSON schema of each setting, with its default."""


@dataclass(frozen=True)
class Resource:
    """A resource of a stack."""

    type: str
    urn: str
    properties: Properties
    sources: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Of which resources, by URN, the value of each property was made."""


@dataclass(frozen=True)
class ResourceRule:
    """Looks at one resource at a time, before it is created or updated."""

    name: str
    description: str
    level: Level
    types: frozenset[str]
    check: Callable[..., Iterable[str]]
    """Takes the properties, and settings by name; yields what is wrong."""
    config: Config = field(default_factory=dict)


@dataclass(frozen=True)
class StackRule:
    """Looks at all resources, at the end of a preview and of an update."""

    name: str
    description: str
    level: Level
    check: Callable[..., Iterable[tuple[str, str]]]
    """Takes the resources, and settings by name; yields a URN and what is wrong."""
    config: Config = field(default_factory=dict)


def value_at(properties: Properties, *path: str) -> Any:
    """Return a nested value: None if it is missing, UNKNOWN if anything before is."""
    value: Any = properties
    for key in path:
        if value is UNKNOWN:
            return UNKNOWN
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
