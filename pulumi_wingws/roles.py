"""IAM roles of functions that are not ours, as users give them.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
"""

import re
from collections.abc import Awaitable
from typing import Any, Protocol, TypeAlias, TypeGuard

import pulumi

from .errors import ConfigurationError

__all__ = ["IamRole", "Role", "key_of_role", "name_of_role"]

_ROLE_NAME = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
_ROLE_TYPE = "aws:iam/role:Role"


class IamRole(Protocol):
    """An ``aws.iam.Role``, whose package target sim does without."""

    @property
    def name(self) -> pulumi.Output[str]: ...
    @property
    def assume_role_policy(self) -> pulumi.Output[str]: ...


Role: TypeAlias = IamRole | pulumi.Input[str]
"""An IAM role, or the name of one."""


def name_of_role(role: Role) -> pulumi.Output[str]:
    """Return the name of an IAM role.

    Raises:
        ConfigurationError: something that is no role. Of an Output, only its value
            shows that.
    """
    if isinstance(role, pulumi.Resource):
        if role.pulumi_resource_type != _ROLE_TYPE:
            raise _no_role(f"{role.pulumi_resource_type} {role.pulumi_resource_name!r}")
        return role.name
    if isinstance(role, pulumi.Output | Awaitable):
        given: pulumi.Output[Any] = pulumi.Output.from_input(role)
        return given.apply(_resolved)
    if not _is_role_name(role):
        raise _no_role(repr(role))
    return pulumi.Output.from_input(role)


def key_of_role(role: Role) -> str | None:
    """Return what tells a role from others before it is made; of an Output nothing."""
    if isinstance(role, pulumi.Resource):
        return role.pulumi_resource_name
    return role if isinstance(role, str) else None


def _resolved(name: object) -> str:
    if _is_role_name(name):
        return name
    # Without the value, which may be a secret.
    raise _no_role(f"of an Output of type {type(name).__name__}")


def _is_role_name(name: object) -> TypeGuard[str]:
    return isinstance(name, str) and _ROLE_NAME.fullmatch(name) is not None


def _no_role(given: str) -> ConfigurationError:
    return ConfigurationError(
        f"role {given} is not allowed; "
        "expected an aws.iam.Role, or the name of one, which is not its ARN"
    )
