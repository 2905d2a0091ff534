"""What a component says of a table, and what a target made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

from ..secondary_index import GlobalSecondaryIndex, LocalSecondaryIndex
from .api_specs import Resources

__all__ = ["ExistingTableSpec", "Table", "TableSpec"]


@dataclass(frozen=True)
class TableSpec:
    """A DynamoDB table.

    Attributes:
        attribute_definitions: types of the attributes of keys, by name.
        read_capacity: reads a second, and writes, if ``billing_mode`` is PROVISIONED.
        time_to_live_attribute: what says when an item expires.
        stream: what the records of its stream show of an item; None for no stream. An
            Output if that is known late.
        point_in_time_recovery: whether it can be restored.
        encryption: AWS_OWNED, AWS_MANAGED, or the ARN of a KMS key.
    """

    resource_name: str
    table_name: str | None
    hash_key: str
    range_key: str | None
    attribute_definitions: Mapping[str, str]
    deletion_protection: bool
    global_secondary_indexes: Sequence[GlobalSecondaryIndex] = ()
    local_secondary_indexes: Sequence[LocalSecondaryIndex] = ()
    billing_mode: str = "PAY_PER_REQUEST"
    read_capacity: int | None = None
    write_capacity: int | None = None
    time_to_live_attribute: str | None = None
    stream: str | pulumi.Output[str | None] | None = None
    point_in_time_recovery: bool = False
    encryption: str | pulumi.Output[str] = "AWS_OWNED"
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_indexes(self) -> bool:
        """Whether there is something to query beside the table itself."""
        return bool(self.global_secondary_indexes or self.local_secondary_indexes)


@dataclass(frozen=True)
class ExistingTableSpec:
    """A DynamoDB table that is there already.

    Attributes:
        table_name: its name or its ARN.
    """

    resource_name: str
    table_name: pulumi.Output[str]


@dataclass(frozen=True)
class Table:
    """What a target made of a :class:`TableSpec`, or found.

    Attributes:
        has_indexes: whether there is something to query beside the table itself.
        stream_arn: of its stream; None without one.
    """

    table_name: pulumi.Output[str]
    arn: pulumi.Output[str]
    has_indexes: pulumi.Output[bool]
    stream_arn: pulumi.Output[str | None]
    resources: Resources
