"""Target ``sim``: dynamic resources against one simulator per project and stack.

Every resource depends on the stack's target resource, which is created first and
deleted last: its ``create`` starts the simulator, its ``delete`` stops it.
"""

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.dynamic import Resource

from ..dependencies import Architecture, Platform
from ..errors import ConfigurationError
from ..late import late
from ..permissions import invoke_statement
from ..project import Stack as ProjectStack
from .api_specs import Api, ApiSpec, Resources, Stage, StageSpec
from .base import GrantSpec
from .function_specs import LayerSpec, Parameter, ParameterSpec
from .handler_specs import (
    ChangeHandlerSpec,
    ForeignHandlerSpec,
    HandlerSpec,
    SharedHandlerSpec,
    SharedRouteSpec,
)
from .route_specs import AuthorizerSpec
from .sim_inputs import route_inputs, table_inputs, whole_environment
from .sim_options import is_loopback, sim_options
from .sim_provider import Provider
from .simulator import Simulator
from .stack_target import StackTarget
from .table_specs import ExistingTableSpec, Table, TableSpec

__all__ = ["SimTarget"]

_FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:"
_TABLE_ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/"


class _SimApi(Resource, module="wingws", name="Api"):
    api_id: pulumi.Output[str]
    port: pulumi.Output[int]
    execution_arn: pulumi.Output[str]


class _SimStage(Resource, module="wingws", name="Stage"):
    api_key_values: pulumi.Output[Mapping[str, str] | None]


class _SimFunction(Resource, module="wingws", name="Function"):
    pass


class _SimTable(Resource, module="wingws", name="Table"):
    table_name: pulumi.Output[str]
    arn: pulumi.Output[str]
    stream_arn: pulumi.Output[str | None]


class SimTarget:
    """Provisions to the simulator."""

    def __init__(self, stack: ProjectStack) -> None:
        self._stack = stack.name
        self._simulator = Simulator(stack.root, stack.name)
        if outlook := self._simulator.outlook():
            pulumi.log.info(outlook)
        options = sim_options()
        self._dynamodb = options.get("dynamodb")
        self._stack_target = StackTarget("sim", stack, options=options)
        self._functions: set[str] = set()

    def api(self, spec: ApiSpec, *, opts: pulumi.ResourceOptions) -> Api:
        api = _SimApi(
            Provider(),
            spec.resource_name,
            self._inputs(
                "api",
                opts,
                api_name=spec.api_name,
                stage_name=spec.stage_name,
                route_selection_expression=spec.route_selection_expression,
                api_key_selection_expression=spec.api_key_selection_expression,
                domain=spec.domain
                and {"name": spec.domain.name, "mapping_key": spec.domain.mapping_key},
                # Outputs: the provider fills them in.
                api_id=None,
                port=None,
                execution_arn=None,
            ),
            self._opts(opts),
        )
        return Api(
            api_id=api.api_id,
            execution_arn=api.execution_arn,
            callback_url=_address("http", api, spec.stage_name),
            resources={"api": api},
        )

    def stage(self, spec: StageSpec, *, opts: pulumi.ResourceOptions) -> Stage:
        api = spec.api.resources["api"]
        assert isinstance(api, _SimApi)
        stage = _SimStage(
            Provider(),
            spec.resource_name,
            self._inputs(
                "stage",
                opts,
                api=api.api_id,
                stage_name=spec.stage_name,
                throttle_burst=spec.throttle.burst,
                throttle_rate=spec.throttle.rate,
                stage_variables=dict(spec.variables),
                api_keys=[*spec.api_keys],
                api_key_values=None,  # an output
            ),
            pulumi.ResourceOptions.merge(
                self._opts(opts),
                pulumi.ResourceOptions(
                    depends_on=spec.handlers,
                    additional_secret_outputs=["api_key_values"],
                ),
            ),
        )
        url = _address("ws", api, spec.stage_name)
        # The URL works once the stage is there, so whoever takes it waits for that.
        ready = pulumi.Output.all(url, stage.id).apply(lambda both: str(both[0]))
        return Stage(
            url=ready,
            api_keys=stage.api_key_values.apply(lambda values: values or {}),
            resources={"stage": stage},
        )

    def handler(self, spec: HandlerSpec, *, opts: pulumi.ResourceOptions) -> Resources:
        if isinstance(spec.serves, AuthorizerSpec):
            sources = [*spec.serves.identity_sources]
            return self._function(
                spec, opts, api=spec.api.api_id, identity_sources=sources
            )
        routes = [route_inputs(spec.serves)]
        return self._function(spec, opts, api=spec.api.api_id, routes=routes)

    def shared_handler(
        self, spec: SharedHandlerSpec, *, opts: pulumi.ResourceOptions
    ) -> Resources:
        routes = spec.routes.apply(lambda routes: [*map(route_inputs, routes)])
        return self._function(spec, opts, api=spec.api.api_id, routes=routes)

    def change_handler(
        self, spec: ChangeHandlerSpec, *, opts: pulumi.ResourceOptions
    ) -> Resources:
        if self._dynamodb:
            raise ConfigurationError(
                f"handler {spec.resource_name!r} is one of changes of a table of "
                f"{self._dynamodb}, whose streams the simulator cannot read; unset "
                "wingws:dynamodb, or leave the handler out"
            )
        stream = {"table": spec.table.table_name, **vars(spec.serves)}
        return self._function(spec, opts, stream=stream)

    def shared_route(
        self, spec: SharedRouteSpec, *, opts: pulumi.ResourceOptions
    ) -> Resources:
        return {}  # its function knows its routes

    def _function(
        self,
        spec: HandlerSpec | SharedHandlerSpec | ChangeHandlerSpec,
        opts: pulumi.ResourceOptions,
        **purpose: Any,
    ) -> Resources:
        if spec.resource_name in self._functions:
            raise ConfigurationError(
                f"two functions have the name {spec.resource_name!r}, which the "
                "simulator knows them by; expected another name of a component"
            )
        self._functions.add(spec.resource_name)
        function = _SimFunction(
            Provider(),
            spec.resource_name,
            self._inputs(
                "function",
                opts,
                name=spec.resource_name,
                **purpose,
                memory_size=spec.function.memory_size,
                timeout=spec.function.timeout,
                sha256=spec.code.sha256,
                path=spec.code.path,
                layers=spec.code.layers,
                captures=spec.code.captures,
                environment=whole_environment(spec.function.environment),
                reserved_concurrency=spec.function.reserved_concurrency,
                parameters=spec.code.parameters,
                secrets=spec.code.secrets,
                statements=_statements(spec),
            ),
            self._opts(opts),
        )
        return {"function": function}

    def foreign_handler(
        self, spec: ForeignHandlerSpec, *, opts: pulumi.ResourceOptions
    ) -> Resources:
        raise ConfigurationError(
            f"handler {spec.resource_name!r} is aws.lambda_.Function "
            f"{spec.function.pulumi_resource_name!r}, which the simulator cannot run; "
            "decorate its code here, or deploy to AWS from a stack with "
            "`pulumi config set target aws`"
        )

    def platform(self, architecture: Architecture) -> Platform:
        return Platform.here()

    def layer(
        self, spec: LayerSpec, *, opts: pulumi.ResourceOptions
    ) -> pulumi.Output[str]:
        # A digest, whose folder the provider knows: state has no path of this computer.
        return pulumi.Output.from_input(spec.sha256)

    def table(self, spec: TableSpec, *, opts: pulumi.ResourceOptions) -> Table:
        if self._dynamodb and not is_loopback(self._dynamodb):
            raise ConfigurationError(
                f"table {spec.resource_name!r} would be made at {self._dynamodb}, "
                "where wingws:dynamodb points; expected an endpoint on this machine, "
                "or DynamodbTable.from_name(…), a table that is there already"
            )
        table = _SimTable(
            Provider(),
            spec.resource_name,
            self._inputs("table", opts, **table_inputs(spec)),
            self._opts(opts),
        )
        return Table(
            table_name=table.table_name,
            arn=table.arn,
            has_indexes=pulumi.Output.from_input(spec.has_indexes),
            stream_arn=table.stream_arn,
            resources={"table": table},
        )

    def existing_table(
        self, spec: ExistingTableSpec, *, opts: pulumi.ResourceOptions
    ) -> Table:
        if not self._dynamodb:
            raise ConfigurationError(
                f"table {spec.resource_name!r} is one that is there already, and the "
                "simulator has none of these; say which DynamoDB has it, as by "
                "`pulumi config set wingws:dynamodb http://127.0.0.1:8000`"
            )
        name = spec.table_name.apply(lambda name: name.rpartition("/")[2])
        return Table(
            table_name=name,
            # As the simulator names whatever table a request is about.
            arn=pulumi.Output.concat(_TABLE_ARN, name),
            # Nobody has looked; who queries an index that there is not is told so.
            has_indexes=pulumi.Output.from_input(True),
            stream_arn=pulumi.Output.from_input(None),
            resources={},
        )

    def parameter(
        self, spec: ParameterSpec, *, opts: pulumi.ResourceOptions
    ) -> Parameter:
        # No resource: a function's parameters come with it, and go with it.
        name = f"/{self._stack}/{spec.resource_name}"
        arn = f"arn:aws:ssm:us-east-1:000000000000:parameter{name}"
        return Parameter(pulumi.Output.from_input(name), pulumi.Output.from_input(arn))

    def account_logging(
        self, resource_name: str, *, opts: pulumi.ResourceOptions
    ) -> Resources:
        return {}  # it writes the logs of handlers, for which nobody has to be asked

    def grant(self, spec: GrantSpec, *, opts: pulumi.ResourceOptions) -> None:
        # Roles are AWS's. What is no handler calls with `wingws env`, and may.
        return None

    def builds_in_use(self) -> set[str]:
        return self._simulator.builds()

    def _inputs(
        self, kind: str, opts: pulumi.ResourceOptions, **inputs: Any
    ) -> dict[str, Any]:
        """Add what every simulator resource has: its kind, its stack, its key."""
        return {"kind": kind, "stack": self._stack, "key": _key(opts), **inputs}

    def _opts(self, opts: pulumi.ResourceOptions) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions.merge(
            opts,
            pulumi.ResourceOptions(
                depends_on=[self._stack_target],
                # A table's name or an API's port cannot exist twice. The provider says
                # so too, but nobody asks it when a user forces a replacement.
                delete_before_replace=True,
            ),
        )


def _key(opts: pulumi.ResourceOptions) -> pulumi.Output[str]:
    """The parent component's URN: unique in the stack, the same at every run.

    As a value only. An Output that depends on the component would make its child wait
    for all of its children.
    """
    parent = opts.parent
    assert parent is not None

    async def urn() -> str:
        return str(await parent.urn.future())

    return late(urn())


def _address(scheme: str, api: _SimApi, stage_name: str) -> pulumi.Output[str]:
    return pulumi.Output.format("{0}://127.0.0.1:{1}/{2}", scheme, api.port, stage_name)


def _statements(
    spec: HandlerSpec | SharedHandlerSpec | ChangeHandlerSpec,
) -> pulumi.Output[list[Mapping[str, Any]]]:
    """Return what the role of a function allows, which has the name of its handler."""
    itself = invoke_statement(f"{_FUNCTION_ARN}{spec.resource_name}")
    return pulumi.Output.all(spec.code.statements, spec.code.invokes_itself).apply(
        lambda known: [*known[0], itself] if known[1] else [*known[0]]
    )
