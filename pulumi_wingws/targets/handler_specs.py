"""What a component says of a handler: a function, and what it is for."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from ..lambda_function import LambdaFunction
from .api_specs import Api, Resources
from .function_specs import Code, FunctionSpec
from .route_specs import AuthorizerSpec, RouteSpec, StreamSpec
from .table_specs import Table

__all__ = [
    "ChangeHandlerSpec",
    "ForeignHandlerSpec",
    "HandlerSpec",
    "SharedHandlerSpec",
    "SharedRouteSpec",
]


@dataclass(frozen=True)
class HandlerSpec:
    """One handler of an API: a function, and the route or authorizer that it is for."""

    resource_name: str
    api: Api
    stage_name: str
    serves: RouteSpec | AuthorizerSpec
    function: FunctionSpec
    code: Code


@dataclass(frozen=True)
class SharedHandlerSpec:
    """One function for routes of an API, which are known late."""

    resource_name: str
    api: Api
    stage_name: str
    routes: pulumi.Output[Sequence[RouteSpec]]
    function: FunctionSpec
    code: Code


@dataclass(frozen=True)
class SharedRouteSpec:
    """A route of an API to a function that serves others, too.

    Attributes:
        handler: what :meth:`Target.shared_handler` made of the function.
    """

    resource_name: str
    api: Api
    stage_name: str
    serves: RouteSpec
    handler: Resources


@dataclass(frozen=True)
class ForeignHandlerSpec:
    """A route or an authorizer of an API, and the function for it, not one of ours."""

    resource_name: str
    api: Api
    stage_name: str
    serves: RouteSpec | AuthorizerSpec
    function: LambdaFunction


@dataclass(frozen=True)
class ChangeHandlerSpec:
    """A function that the stream of a table invokes."""

    resource_name: str
    table: Table
    serves: StreamSpec
    function: FunctionSpec
    code: Code
