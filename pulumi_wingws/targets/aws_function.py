"""What target ``aws`` makes for a function of ours.

LogGroup → Role, RolePolicy with exactly the statements its code needs → Function, and
then a RolePolicy more if it may invoke itself: nobody knows its name before.
"""

from typing import Any

import pulumi

from ..late import late
from ..naming import child_name
from ..permissions import (
    LAMBDA_TRUST,
    invoke_statement,
    log_statement,
    network_statement,
    policy_document,
    tracing_statement,
)
from ..vpc import Vpc
from .api_specs import Resources
from .aws_alarms import make_throttles_alarm
from .aws_provider import aws
from .function_specs import FunctionSpec
from .handler_specs import ChangeHandlerSpec, HandlerSpec, SharedHandlerSpec

__all__ = ["make_function"]


def make_function(
    spec: HandlerSpec | SharedHandlerSpec | ChangeHandlerSpec,
    python: str,
    opts: pulumi.ResourceOptions,
) -> Resources:
    """Make a function of ours, on that version of Python."""
    name = spec.resource_name
    logs = aws.cloudwatch.LogGroup(
        child_name(name, "logs"),
        retention_in_days=spec.function.log_retention,
        opts=opts,
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
                lambda all_: policy_document(
                    [*_own_statements(spec.function, all_[0]), *all_[1]]
                )
            )
        ),
        opts=opts,
    )
    function = aws.lambda_.Function(
        child_name(name, "function"),
        role=role.arn,
        runtime=f"python{python}",
        architectures=[spec.function.architecture],
        # Packages last: what they have comes first for who imports.
        layers=pulumi.Output.all(
            pulumi.Output.all(*spec.function.layers), spec.code.layers
        ).apply(lambda arns: [*arns[0], *arns[1]] or None),
        handler="index.handler",
        code=spec.code.path.apply(lambda path: pulumi.FileArchive(f"./{path}")),
        memory_size=spec.function.memory_size,
        timeout=spec.function.timeout,
        environment={
            "variables": {"WINGWS": spec.code.captures, **spec.function.environment}
        },
        reserved_concurrent_executions=spec.function.reserved_concurrency,
        # These two always: the provider keeps what a program no longer says.
        ephemeral_storage={"size": spec.function.ephemeral_storage},
        tracing_config={"mode": "Active" if spec.function.tracing else "PassThrough"},
        vpc_config=_vpc_config(spec.function.vpc),
        logging_config={
            "log_format": spec.function.log_format,
            "log_group": logs.name,
        },
        # Without its policy the first invocations would be refused.
        opts=pulumi.ResourceOptions.merge(
            opts, pulumi.ResourceOptions(depends_on=[policy])
        ),
    )
    late(_let_invoke_itself(spec, role, function, opts))
    return {
        "logs": logs,
        "role": role,
        "policy": policy,
        "function": function,
        **make_throttles_alarm(name, function, spec.function.alarms, opts),
    }


async def _let_invoke_itself(
    spec: HandlerSpec | SharedHandlerSpec | ChangeHandlerSpec,
    role: aws.iam.Role,
    function: aws.lambda_.Function,
    opts: pulumi.ResourceOptions,
) -> None:
    """Register what allows it, if the code needs it; its name is known late."""
    if not await spec.code.invokes_itself.future():
        return
    statement = function.arn.apply(invoke_statement)
    aws.iam.RolePolicy(
        child_name(spec.resource_name, "invoke"),
        role=role.id,
        policy=pulumi.Output.json_dumps(
            statement.apply(lambda one: policy_document([one]))
        ),
        opts=opts,
    )


def _own_statements(function: FunctionSpec, log_group_arn: str) -> list[dict[str, Any]]:
    """List what Lambda itself does with a function's role."""
    statements = [log_statement(log_group_arn)]
    if function.tracing:
        statements.append(tracing_statement())
    if function.vpc is not None:
        statements.append(network_statement())
    return statements


def _vpc_config(vpc: Vpc | None) -> aws.lambda_.FunctionVpcConfigArgs | None:
    if vpc is None:
        return None
    return aws.lambda_.FunctionVpcConfigArgs(
        subnet_ids=vpc.subnet_ids, security_group_ids=vpc.security_group_ids
    )
