"""Lambda functions that are not ours."""

from typing import Any, Protocol, runtime_checkable

import pulumi

__all__ = ["LambdaFunction"]


@runtime_checkable
class LambdaFunction(Protocol):
    """What an ``aws.lambda_.Function`` is to us, its package installed or not.

    Attributes:
        name: what permissions name it by.
        invoke_arn: what API Gateway invokes it by.
        role: which no alias has; permissions of these would name the function, too.
    """

    @property
    def pulumi_resource_name(self) -> str: ...
    @property
    def name(self) -> pulumi.Output[str]: ...
    @property
    def invoke_arn(self) -> pulumi.Output[str]: ...
    @property
    def role(self) -> pulumi.Output[Any]: ...
