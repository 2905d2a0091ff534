"""The small interface between the components and a target.

A component says *what* (a spec); a target registers the resources that make it so and
answers with the outputs that the rest of the program needs. Specs carry plain values
that decide which children exist, and ``Output`` for everything resolved late.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pulumi

from ..dependencies import Architecture, Platform
from .api_specs import Api, ApiSpec, Resources, Stage, StageSpec
from .function_specs import LayerSpec, Parameter, ParameterSpec
from .handler_specs import (
    ChangeHandlerSpec,
    ForeignHandlerSpec,
    HandlerSpec,
    SharedHandlerSpec,
    SharedRouteSpec,
)
from .table_specs import ExistingTableSpec, Table, TableSpec

__all__ = ["GrantSpec", "Target"]


@dataclass(frozen=True)
class GrantSpec:
    """What the role of a function that is not ours may do.

    Attributes:
        resource_name: its own.
        role: the role's name.
        statements: IAM statements.
    """

    resource_name: str
    role: pulumi.Output[str]
    statements: pulumi.Output[Sequence[Mapping[str, Any]]]


class Target(Protocol):
    """A place to provision to; ``opts`` are those of every child made for a spec."""

    def api(self, spec: ApiSpec, *, opts: pulumi.ResourceOptions) -> Api: ...

    def stage(self, spec: StageSpec, *, opts: pulumi.ResourceOptions) -> Stage: ...

    def handler(
        self, spec: HandlerSpec, *, opts: pulumi.ResourceOptions
    ) -> Resources: ...

    def shared_handler(
        self, spec: SharedHandlerSpec, *, opts: pulumi.ResourceOptions
    ) -> Resources: ...

    def shared_route(
        self, spec: SharedRouteSpec, *, opts: pulumi.ResourceOptions
    ) -> Resources: ...

    def foreign_handler(
        self, spec: ForeignHandlerSpec, *, opts: pulumi.ResourceOptions
    ) -> Resources:
        """Let an API invoke a function that is not ours.

        Raises:
            ConfigurationError: there can be none on this target.
        """
        ...

    def platform(self, architecture: Architecture) -> Platform:
        """Return where functions of that architecture run."""
        ...

    def layer(
        self, spec: LayerSpec, *, opts: pulumi.ResourceOptions
    ) -> pulumi.Output[str]:
        """Return what functions name the layer by; asked twice, it is one layer."""
        ...

    def table(self, spec: TableSpec, *, opts: pulumi.ResourceOptions) -> Table:
        """Make a table.

        Raises:
            ConfigurationError: there can be none on this target.
        """
        ...

    def existing_table(
        self, spec: ExistingTableSpec, *, opts: pulumi.ResourceOptions
    ) -> Table:
        """Find a table that is there already.

        Raises:
            ConfigurationError: there is none on this target.
        """
        ...

    def change_handler(
        self, spec: ChangeHandlerSpec, *, opts: pulumi.ResourceOptions
    ) -> Resources: ...

    def parameter(
        self, spec: ParameterSpec, *, opts: pulumi.ResourceOptions
    ) -> Parameter: ...

    def account_logging(
        self, resource_name: str, *, opts: pulumi.ResourceOptions
    ) -> Resources:
        """Let all APIs of the account and region write logs."""
        ...

    def grant(
        self, spec: GrantSpec, *, opts: pulumi.ResourceOptions
    ) -> pulumi.Resource | None:
        """Let a role do it, and return what says so, if anything has to."""
        ...

    def builds_in_use(self) -> set[str]:
        """Return digests of the builds that running functions may still load from."""
        ...
