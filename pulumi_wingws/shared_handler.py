"""``SharedHandler``: the one function of all routes, with ``handlers="single"``."""

from collections.abc import Callable, Sequence

import pulumi

from .handler import handler_source
from .handler_code import HandlerCode
from .late import late
from .program import Program
from .targets.api_specs import Api, Resources
from .targets.function_specs import FunctionSpec
from .targets.handler_specs import SharedHandlerSpec
from .targets.route_specs import RouteSpec

__all__ = ["SharedHandler"]

TOKEN = "wingws:index:SharedHandler"


class SharedHandler(pulumi.ComponentResource):
    """The function that runs the handlers of all routes of an API.

    Attributes:
        resources: the children by role.
    """

    resources: Resources

    def __init__(
        self,
        resource_name: str,
        *,
        program: Program,
        api: Api,
        stage_name: str,
        spec: FunctionSpec,
        opts: pulumi.ResourceOptions,
    ) -> None:
        self.owner = opts.parent
        self._program = program
        self._function = spec
        self._routes: list[RouteSpec] = []
        code = HandlerCode(
            self,
            resource_name,
            self.owner,
            program=program,
            spec=spec,
            purpose=lambda: ", ".join(route.route_key for route in self._routes),
            registers=lambda: [route.route_key for route in self._routes],
        )
        super().__init__(TOKEN, resource_name, {"source": code.source}, opts)
        self.resources = program.target.shared_handler(
            SharedHandlerSpec(
                resource_name=resource_name,
                api=api,
                stage_name=stage_name,
                routes=late(self._all_routes()),
                function=spec,
                code=code.code,
            ),
            opts=code.child_opts(),
        )
        self.register_outputs({})

    def add(self, function: Callable[..., object], route: RouteSpec) -> None:
        """Let it run a handler for the messages of a route.

        Raises:
            ConfigurationError: it is none, or comes too late.
        """
        source = handler_source(function, route, self._function)
        self._program.add_handler(self, source, self._function)
        self._routes.append(route)

    async def _all_routes(self) -> Sequence[RouteSpec]:
        """Return the routes, once the program's body has finished."""
        self._program.check()
        return self._routes
