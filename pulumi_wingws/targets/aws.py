"""Target ``aws``: Lambda, DynamoDB, IAM, CloudWatch Logs.

API Gateway is in ``aws_gateway``, ``aws_stage`` and ``aws_account``.

What a function of ours has is in ``aws_function``. Children inherit the component's
provider, so its region and partition are used and never the ambient ones.
"""

import json
import platform
import re
from typing import Any

import pulumi

from ..dependencies import Architecture, Platform, function_platform
from ..lambda_function import LambdaFunction
from ..late import late
from ..naming import child_name
from ..permissions import policy_document
from ..project import Stack as ProjectStack
from .api_specs import Api, ApiSpec, Resources, Stage, StageSpec
from .aws_account import make_account_logging
from .aws_function import make_function
from .aws_gateway import make_api, make_authorizer, make_permission, make_route
from .aws_provider import aws
from .aws_stage import make_stage
from .aws_table import find_table, make_table
from .base import GrantSpec
from .function_specs import LayerSpec, Parameter, ParameterSpec
from .handler_specs import (
    ChangeHandlerSpec,
    ForeignHandlerSpec,
    HandlerSpec,
    SharedHandlerSpec,
    SharedRouteSpec,
)
from .route_specs import AuthorizerSpec, PresenceSpec, StreamSpec
from .stack_target import StackTarget
from .table_specs import ExistingTableSpec, Table, TableSpec

__all__ = ["AwsTarget"]

# Settings under ``aws:`` that bring credentials, or files of them, along.
_CREDENTIALS = (
    "accessKey",
    "assumeRoleWithWebIdentity",
    "sharedConfigFiles",
    "sharedCredentialsFiles",
)

# https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
_PYTHONS = ("3.11", "3.12", "3.13", "3.14")


class AwsTarget:
    """Provisions to AWS."""

    def __init__(self, stack: ProjectStack) -> None:
        self._parents: list[pulumi.Resource] = []
        self._layers: dict[tuple[object, str], pulumi.Output[str]] = {}
        self._python = _nearest_python()
        self._stack = f"{stack.project}-{stack.name}"
        config = pulumi.Config("aws")
        self._stack_target = StackTarget(
            "aws",
            stack,
            default_provider=late(self._uses_default_provider()),
            region=config.get("region") or "",
            profile=config.get("profile") or "",
            has_credentials=any(config.get(key) for key in _CREDENTIALS),
        )

    def api(self, spec: ApiSpec, *, opts: pulumi.ResourceOptions) -> Api:
        return make_api(spec, self._noted(opts))

    def stage(self, spec: StageSpec, *, opts: pulumi.ResourceOptions) -> Stage:
        return make_stage(spec, self._noted(opts))

    def handler(self, spec: HandlerSpec, *, opts: pulumi.ResourceOptions) -> Resources:
        opts = self._noted(opts)
        resources = make_function(spec, self._python, opts)
        return {**resources, **_use(spec, _function_in(resources), opts)}

    def shared_handler(
        self, spec: SharedHandlerSpec, *, opts: pulumi.ResourceOptions
    ) -> Resources:
        opts = self._noted(opts)
        resources = make_function(spec, self._python, opts)
        # One for all: Lambda's policy of a function has no room for one per route.
        path = f"{spec.stage_name}/*"
        permission = make_permission(spec, _function_in(resources), path, opts)
        return {**resources, "permission": permission}

    def shared_route(
        self, spec: SharedRouteSpec, *, opts: pulumi.ResourceOptions
    ) -> Resources:
        function, permission = _function_in(spec.handler), spec.handler["permission"]
        return make_route(spec, spec.serves, function, permission, self._noted(opts))

    def change_handler(
        self, spec: ChangeHandlerSpec, *, opts: pulumi.ResourceOptions
    ) -> Resources:
        opts = self._noted(opts)
        resources = make_function(spec, self._python, opts)
        mapping = aws.lambda_.EventSourceMapping(
            child_name(spec.resource_name, "event-source-mapping"),
            event_source_arn=spec.table.stream_arn.apply(_existing_stream),
            function_name=_function_in(resources).arn,
            batch_size=spec.serves.batch_size,
            starting_position=spec.serves.starting_position,
            filter_criteria=_filter(spec.serves),
            # Handled changes of a batch are not handled again.
            function_response_types=["ReportBatchItemFailures"],
            opts=opts,
        )
        return {**resources, "event_source_mapping": mapping}

    def foreign_handler(
        self, spec: ForeignHandlerSpec, *, opts: pulumi.ResourceOptions
    ) -> Resources:
        return _use(spec, spec.function, self._noted(opts))

    def platform(self, architecture: Architecture) -> Platform:
        return function_platform(architecture, self._python)

    def layer(
        self, spec: LayerSpec, *, opts: pulumi.ResourceOptions
    ) -> pulumi.Output[str]:
        key = (opts.parent, spec.sha256)
        if key not in self._layers:
            name = child_name(spec.resource_name, f"layer-{spec.sha256[:12]}")
            version = aws.lambda_.LayerVersion(
                name,
                layer_name=_layer_name(f"{self._stack}-{name}"),
                description=", ".join(spec.packages)[:256],
                code=pulumi.FileArchive(f"./{spec.archive}"),
                compatible_runtimes=[f"python{self._python}"],
                compatible_architectures=[spec.architecture],
                # Its name says what is in it, which another zlib may pack otherwise.
                opts=pulumi.ResourceOptions.merge(
                    self._noted(opts), pulumi.ResourceOptions(ignore_changes=["code"])
                ),
            )
            self._layers[key] = version.arn
        return self._layers[key]

    def table(self, spec: TableSpec, *, opts: pulumi.ResourceOptions) -> Table:
        return make_table(spec, self._noted(opts))

    def existing_table(
        self, spec: ExistingTableSpec, *, opts: pulumi.ResourceOptions
    ) -> Table:
        return find_table(spec, self._noted(opts))

    def parameter(
        self, spec: ParameterSpec, *, opts: pulumi.ResourceOptions
    ) -> Parameter:
        _check_parameter_name(spec.resource_name)
        resource = aws.ssm.Parameter(
            spec.resource_name,
            type="SecureString" if spec.secret else "String",
            # The provider hides any `value`; a preview shows an `insecure_value`.
            value=spec.value if spec.secret else None,
            insecure_value=None if spec.secret else spec.value,
            opts=self._noted(opts),
        )
        # With its version: a new value changes the function's environment, and so
        # replaces the environments that have fetched the old one.
        name = pulumi.Output.format("{0}:{1}", resource.name, resource.version)
        return Parameter(name, resource.arn)

    def account_logging(
        self, resource_name: str, *, opts: pulumi.ResourceOptions
    ) -> Resources:
        return make_account_logging(resource_name, self._noted(opts))

    def grant(
        self, spec: GrantSpec, *, opts: pulumi.ResourceOptions
    ) -> pulumi.Resource:
        return aws.iam.RolePolicy(
            spec.resource_name,
            role=spec.role,
            policy=pulumi.Output.json_dumps(
                spec.statements.apply(lambda each: policy_document([*map(dict, each)]))
            ),
            opts=self._noted(opts),
        )

    def builds_in_use(self) -> set[str]:
        return set()  # Lambda has its own copies

    def _noted(self, opts: pulumi.ResourceOptions) -> pulumi.ResourceOptions:
        """Note whose children are made, and let these wait for the stack's target.

        Its check says what is missing in a sentence; the provider would in a page.
        """
        assert opts.parent is not None
        self._parents.append(opts.parent)
        return pulumi.ResourceOptions.merge(
            opts, pulumi.ResourceOptions(depends_on=[self._stack_target])
        )

    async def _uses_default_provider(self) -> bool:
        """Say, once all components are known, whether any lacks a provider of its own.

        Only then need the machine's region and credentials be looked for.
        """
        return any(
            parent.get_provider("aws:lambda/function:Function") is None
            for parent in self._parents
        )


def _use(
    spec: HandlerSpec | ForeignHandlerSpec,
    function: LambdaFunction,
    opts: pulumi.ResourceOptions,
) -> Resources:
    """Make the route or the authorizer that a function is for."""
    if isinstance(spec.serves, AuthorizerSpec):
        return make_authorizer(spec, spec.serves, function, opts)
    path = f"{spec.stage_name}/{spec.serves.route_key}"
    permission = make_permission(spec, function, path, opts)
    route = make_route(spec, spec.serves, function, permission, opts)
    return {"permission": permission, **route}


def _filter(serves: StreamSpec) -> Any:
    """Leave out what is no news of a room: each invocation is paid for.

    https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html
    """
    if not isinstance(serves, PresenceSpec):
        return None
    rooms = {"dynamodb": {"Keys": {"pk": {"S": [{"prefix": "room#"}]}}}}
    return {"filters": [{"pattern": json.dumps(rooms)}]}


def _existing_stream(arn: str | None) -> str:
    if arn is None:
        raise pulumi.RunError(
            "a handler of changes is for a table that is there already, which has no "
            "stream; let it have one, of NEW_AND_OLD_IMAGES"
        )
    return arn


def _function_in(resources: Resources) -> aws.lambda_.Function:
    function = resources["function"]
    assert isinstance(function, aws.lambda_.Function)
    return function


def _check_parameter_name(name: str) -> None:
    """Refuse what SSM would refuse half-way.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-parameter-name-constraints.html
    """
    if name.lower().startswith(("aws", "ssm")):
        raise pulumi.RunError(
            f"parameter name {name!r} is not allowed: SSM keeps names that begin with "
            "'aws' or 'ssm' for itself; give the WebSocket another name"
        )


def _layer_name(text: str) -> str:
    """Make a name that Lambda takes: up to 140 letters, digits, hyphens, underscores.

    https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html
    """
    return re.sub(r"[^A-Za-z0-9_-]", "-", text)[-140:]


def _nearest_python() -> str:
    """Return the Python that deploys if Lambda has it, or the nearest one."""
    major, minor, _ = platform.python_version_tuple()
    own = f"{major}.{minor}"
    if own in _PYTHONS:
        return own
    nearest = _PYTHONS[0] if int(minor) < 11 else _PYTHONS[-1]
    pulumi.log.warn(f"Lambda has no Python {own}; handlers will run on {nearest}")
    return nearest
