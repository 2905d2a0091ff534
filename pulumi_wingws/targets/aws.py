"""Target ``aws``: API Gateway, Lambda, DynamoDB, IAM and CloudWatch Logs.

Per handler: LogGroup → Role, RolePolicy with exactly the statements its code needs →
Function; Integration, Route, RouteResponse when it replies, Permission. Children
inherit the component's provider, so its region and partition are used and never the
ambient ones.
"""

import platform
import re
from collections.abc import Mapping

import pulumi

from ..dependencies import Architecture, Platform, function_platform
from ..errors import ConfigurationError
from ..late import late
from ..naming import child_name
from ..permissions import (
    LAMBDA_TRUST,
    log_statement,
    policy_document,
)
from ..project import Stack as ProjectStack
from .base import (
    Api,
    ApiSpec,
    HandlerSpec,
    LayerSpec,
    Parameter,
    ParameterSpec,
    Stage,
    StageSpec,
    Table,
    TableSpec,
)
from .stack_target import StackTarget

try:
    import pulumi_aws as aws
except ModuleNotFoundError as missing:
    raise ConfigurationError(
        "target 'aws' needs the AWS provider's package; "
        "run `pip install 'pulumi-wingws[aws]'`"
    ) from missing

__all__ = ["AwsTarget"]

# AWS's own defaults for an account. A stage that writes any route setting without
# these two sends 0/0, and every connect is answered with 429 (pulumi-aws#2363).
_THROTTLING_BURST_LIMIT = 5000
_THROTTLING_RATE_LIMIT = 10000

_LOG_RETENTION_DAYS = 30

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
        opts = self._noted(opts)
        api = aws.apigatewayv2.Api(
            child_name(spec.resource_name, "api"),
            name=spec.api_name,
            protocol_type="WEBSOCKET",
            route_selection_expression=spec.route_selection_expression,
            opts=opts,
        )
        return Api(
            api_id=api.id,
            execution_arn=api.execution_arn,
            callback_url=api.api_endpoint.apply(
                lambda endpoint: f"https://{_host(endpoint)}/{spec.stage_name}"
            ),
            resources={"api": api},
        )

    def stage(self, spec: StageSpec, *, opts: pulumi.ResourceOptions) -> Stage:
        stage = aws.apigatewayv2.Stage(
            child_name(spec.resource_name, "stage"),
            api_id=spec.api.api_id,
            name=spec.stage_name,
            auto_deploy=True,
            default_route_settings={
                "throttling_burst_limit": _THROTTLING_BURST_LIMIT,
                "throttling_rate_limit": _THROTTLING_RATE_LIMIT,
            },
            opts=pulumi.ResourceOptions.merge(
                self._noted(opts), pulumi.ResourceOptions(depends_on=spec.handlers)
            ),
        )
        return Stage(url=stage.invoke_url, resources={"stage": stage})

    def handler(
        self, spec: HandlerSpec, *, opts: pulumi.ResourceOptions
    ) -> Mapping[str, pulumi.Resource]:
        opts = self._noted(opts)
        resources = self._function(spec, opts)
        function = resources["function"]
        assert isinstance(function, aws.lambda_.Function)
        return {**resources, **self._route(spec, function, opts)}

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
        opts = self._noted(opts)
        table = aws.dynamodb.Table(
            # Not child_name: DynamoDB's physical name is made from this one.
            spec.resource_name,
            name=spec.table_name,
            billing_mode="PAY_PER_REQUEST",
            hash_key=spec.hash_key,
            range_key=spec.range_key,
            attributes=[
                {"name": name, "type": type_}
                for name, type_ in spec.attribute_definitions.items()
            ],
            deletion_protection_enabled=spec.deletion_protection,
            opts=opts,
        )
        return Table(table_name=table.name, arn=table.arn, resources={"table": table})

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

    def builds_in_use(self) -> set[str]:
        return set()  # Lambda has its own copies

    def _function(
        self, spec: HandlerSpec, opts: pulumi.ResourceOptions
    ) -> dict[str, pulumi.Resource]:
        name = spec.resource_name
        logs = aws.cloudwatch.LogGroup(
            child_name(name, "logs"), retention_in_days=_LOG_RETENTION_DAYS, opts=opts
        )
        role = aws.iam.Role(
            child_name(name, "role"),
            assume_role_policy=pulumi.Output.json_dumps(LAMBDA_TRUST),
            opts=opts,
        )
        policy = aws.iam.RolePolicy(
            child_name(name, "policy"),
            role=role.id,
            policy=pulumi.Output.json_dumps(
                pulumi.Output.all(logs.arn, spec.code.statements).apply(
                    lambda all_: policy_document([log_statement(all_[0]), *all_[1]])
                )
            ),
            opts=opts,
        )
        function = aws.lambda_.Function(
            child_name(name, "function"),
            role=role.arn,
            runtime=f"python{self._python}",
            architectures=[spec.function.architecture],
            layers=spec.code.layers.apply(lambda arns: arns or None),
            handler="index.handler",
            code=spec.code.path.apply(lambda path: pulumi.FileArchive(f"./{path}")),
            memory_size=spec.function.memory_size,
            timeout=spec.function.timeout,
            environment={"variables": {"WINGWS": spec.code.captures}},
            logging_config={"log_format": "Text", "log_group": logs.name},
            # Without its policy the first invocations would be refused.
            opts=pulumi.ResourceOptions.merge(
                opts, pulumi.ResourceOptions(depends_on=[policy])
            ),
        )
        return {"logs": logs, "role": role, "policy": policy, "function": function}

    def _route(
        self,
        spec: HandlerSpec,
        function: aws.lambda_.Function,
        opts: pulumi.ResourceOptions,
    ) -> dict[str, pulumi.Resource]:
        name, api_id = spec.resource_name, spec.api.api_id
        permission = aws.lambda_.Permission(
            child_name(name, "permission"),
            action="lambda:InvokeFunction",
            principal="apigateway.amazonaws.com",
            function=function.name,
            source_arn=pulumi.Output.format(
                "{0}/{1}/{2}", spec.api.execution_arn, spec.stage_name, spec.route_key
            ),
            opts=opts,
        )
        integration = aws.apigatewayv2.Integration(
            child_name(name, "integration"),
            api_id=api_id,
            integration_type="AWS_PROXY",
            integration_method="POST",
            # The function's ARN "works" until the console or a permission meets it.
            integration_uri=function.invoke_arn,
            opts=opts,
        )
        route = aws.apigatewayv2.Route(
            child_name(name, "route"),
            api_id=api_id,
            route_key=spec.route_key,
            authorization_type="NONE",
            target=pulumi.Output.format("integrations/{0}", integration.id),
            route_response_selection_expression="$default" if spec.reply else None,
            opts=pulumi.ResourceOptions.merge(
                opts, pulumi.ResourceOptions(depends_on=[permission])
            ),
        )
        resources: dict[str, pulumi.Resource] = {
            "permission": permission,
            "integration": integration,
            "route": route,
        }
        if spec.reply:
            resources["response"] = aws.apigatewayv2.RouteResponse(
                child_name(name, "response"),
                api_id=api_id,
                route_id=route.id,
                route_response_key="$default",
                opts=opts,
            )
        return resources

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


def _host(endpoint: str) -> str:
    """Return the host of an API's ``wss://…`` endpoint; partitions differ in it."""
    return endpoint.partition("://")[2]


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
