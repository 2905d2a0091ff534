"""``SharedRoute``: one route of a WebSocket, whose function is that of others too."""

from collections.abc import Callable, Mapping, Sequence

import pulumi

from .handler import TOKEN
from .program import Program
from .shared_handler import SharedHandler
from .targets.api_specs import Api, Resources
from .targets.handler_specs import SharedRouteSpec
from .targets.route_specs import RouteSpec
from .transform import Change, HandlerTransform, transforming

__all__ = ["SharedRoute"]


class SharedRoute(pulumi.ComponentResource):
    """A handler that shares its function with those of the other routes.

    It has the type of a ``Handler``: where one takes the other's place its route is
    updated.

    Attributes:
        function: the user's function, unchanged.
        runs: the component whose function it is.
        resources: the children by role, those of the function too.
    """

    resources: Resources

    def __init__(
        self,
        resource_name: str,
        function: Callable[..., object],
        *,
        shared: SharedHandler,
        program: Program,
        api: Api,
        stage_name: str,
        serves: RouteSpec,
        transform: Sequence[Mapping[str, Change]],
        opts: pulumi.ResourceOptions,
    ) -> None:
        shared.add(function, serves)
        self.function = function
        self.runs = shared
        source = f"# in {shared.pulumi_resource_name}\n"
        waiting = pulumi.ResourceOptions(depends_on=[shared])
        super().__init__(
            TOKEN,
            resource_name,
            {"source": source},
            pulumi.ResourceOptions.merge(opts, waiting),
        )
        route = program.target.shared_route(
            SharedRouteSpec(
                resource_name=resource_name,
                api=api,
                stage_name=stage_name,
                serves=serves,
                handler=shared.resources,
            ),
            opts=pulumi.ResourceOptions(
                parent=self,
                transformations=[transforming(self, HandlerTransform, transform)],
            ),
        )
        self.resources = {**shared.resources, **route}
        self.register_outputs({})
