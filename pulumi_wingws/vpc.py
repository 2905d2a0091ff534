"""``Vpc``: a network of the user's own that functions are connected to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import pulumi

from .errors import ConfigurationError

__all__ = ["Ids", "Vpc"]

Ids: TypeAlias = Sequence[str | pulumi.Output[str]] | pulumi.Output[Sequence[str]]
"""Ids, Outputs of ids, or an Output of all of them."""


@dataclass(frozen=True)
class Vpc:
    """Subnets and security groups of a VPC, for functions that need what is in it.

    From there a function reaches clients, tables and secrets only through a NAT gateway
    or VPC endpoints:
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html

    Attributes:
        subnet_ids: up to 16 subnets, or an Output of them.
        security_group_ids: up to 5 security groups, or an Output of them.

    Raises:
        ConfigurationError: what AWS would refuse.
    """

    subnet_ids: Ids
    security_group_ids: Ids

    def __post_init__(self) -> None:
        # https://docs.aws.amazon.com/lambda/latest/api/API_VpcConfig.html
        _check("subnet_ids", self.subnet_ids, "subnet-", 16)
        _check("security_group_ids", self.security_group_ids, "sg-", 5)


def _check(name: str, ids: object, prefix: str, most: int) -> None:
    if isinstance(ids, pulumi.Output):
        return
    given = ids if isinstance(ids, list | tuple) else ()
    if not 1 <= len(given) <= most or not all(_is_id(each, prefix) for each in given):
        raise ConfigurationError(
            f"{name} {ids!r} of a Vpc are not allowed; expected a list of 1 to {most} "
            f"ids like '{prefix}0a1b2c3d', or Outputs of them"
        )


def _is_id(value: object, prefix: str) -> bool:
    return isinstance(value, pulumi.Output) or (
        isinstance(value, str) and value.startswith(prefix)
    )
