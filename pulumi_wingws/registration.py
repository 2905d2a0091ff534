"""What a function is told, and may do, to register connections."""

from dataclasses import dataclass
from typing import Any

import pulumi

from .explanation import Permission

__all__ = ["Registration"]


@dataclass(frozen=True)
class Registration:
    """What a function needs that registers connections.

    Attributes:
        permission: what `wingws explain` says of ``statement``.
    """

    table_name: pulumi.Output[str]
    statement: pulumi.Output[dict[str, Any]]
    permission: Permission
