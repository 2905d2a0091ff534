"""``ForeignHandler``: one route or the authorizer of a WebSocket, of no code here."""

from collections.abc import Mapping, Sequence

import pulumi

from .handler import TOKEN
from .lambda_function import LambdaFunction
from .program import Program
from .targets.api_specs import Api, Resources
from .targets.handler_specs import ForeignHandlerSpec
from .targets.route_specs import AuthorizerSpec, RouteSpec
from .transform import Change, HandlerTransform, transforming

__all__ = ["ForeignHandler"]


class ForeignHandler(pulumi.ComponentResource):
    """A Lambda function that is not ours, as the handler of a route or an authorizer.

    It has the type of a ``Handler``. Where one takes the other's place its route is
    updated; as another resource it would be created first, and AWS refuses a second
    route of one key.

    Attributes:
        function: the function.
        runs: None, since no component of ours has it.
        resources: the children by role.
    """

    resources: Resources

    def __init__(
        self,
        resource_name: str,
        function: LambdaFunction,
        *,
        program: Program,
        api: Api,
        stage_name: str,
        serves: RouteSpec | AuthorizerSpec,
        transform: Sequence[Mapping[str, Change]],
        opts: pulumi.ResourceOptions,
    ) -> None:
        self.function = function
        self.runs = None
        program.add_foreign_handler(self, function)
        source = f"# function {function.pulumi_resource_name} of AWS\n"
        super().__init__(TOKEN, resource_name, {"source": source}, opts)
        self.resources = program.target.foreign_handler(
            ForeignHandlerSpec(
                resource_name=resource_name,
                api=api,
                stage_name=stage_name,
                serves=serves,
                function=function,
            ),
            opts=pulumi.ResourceOptions(
                parent=self,
                transformations=[transforming(self, HandlerTransform, transform)],
            ),
        )
        self.register_outputs({})
