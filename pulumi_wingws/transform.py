"""``transform``: what a user changes of AWS resources, just before they are made.

Every resource that target ``aws`` makes for a component has its key here, and its type
in Pulumi. One without a key cannot be made, so the keys are all that there are.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, TypeAlias, TypedDict, get_type_hints

import pulumi

from .errors import ConfigurationError

__all__ = [
    "ApiTransform",
    "Change",
    "HandlerTransform",
    "TableTransform",
    "WebSocketTransform",
    "check_transform",
    "transforming",
]

Change: TypeAlias = Callable[[dict[str, Any]], None]
"""Changes the arguments of a resource in place: those of its class in ``pulumi_aws``,
by name, None where there is no value."""


class ApiTransform(TypedDict, total=False):
    """Changes of the resources of a ``WebSocket`` itself."""

    api: Annotated[Change, "aws:apigatewayv2/api:Api"]
    stage: Annotated[Change, "aws:apigatewayv2/stage:Stage"]
    domain: Annotated[Change, "aws:apigatewayv2/domainName:DomainName"]
    mapping: Annotated[Change, "aws:apigatewayv2/apiMapping:ApiMapping"]
    record: Annotated[Change, "aws:route53/record:Record"]
    usage_plan: Annotated[Change, "aws:apigateway/usagePlan:UsagePlan"]
    usage_plan_key: Annotated[Change, "aws:apigateway/usagePlanKey:UsagePlanKey"]
    api_key: Annotated[Change, "aws:apigateway/apiKey:ApiKey"]
    layer: Annotated[Change, "aws:lambda/layerVersion:LayerVersion"]
    access_logs: Annotated[Change, "aws:cloudwatch/logGroup:LogGroup"]
    alarm: Annotated[Change, "aws:cloudwatch/metricAlarm:MetricAlarm"]
    grant: Annotated[Change, "aws:iam/rolePolicy:RolePolicy"]


class HandlerTransform(TypedDict, total=False):
    """Changes of the resources of a handler."""

    logs: Annotated[Change, "aws:cloudwatch/logGroup:LogGroup"]
    role: Annotated[Change, "aws:iam/role:Role"]
    policy: Annotated[Change, "aws:iam/rolePolicy:RolePolicy"]
    function: Annotated[Change, "aws:lambda/function:Function"]
    permission: Annotated[Change, "aws:lambda/permission:Permission"]
    integration: Annotated[Change, "aws:apigatewayv2/integration:Integration"]
    route: Annotated[Change, "aws:apigatewayv2/route:Route"]
    response: Annotated[Change, "aws:apigatewayv2/routeResponse:RouteResponse"]
    authorizer: Annotated[Change, "aws:apigatewayv2/authorizer:Authorizer"]
    parameter: Annotated[Change, "aws:ssm/parameter:Parameter"]
    throttles_alarm: Annotated[Change, "aws:cloudwatch/metricAlarm:MetricAlarm"]
    event_source_mapping: Annotated[
        Change, "aws:lambda/eventSourceMapping:EventSourceMapping"
    ]


class WebSocketTransform(ApiTransform, HandlerTransform, total=False):
    """Changes of the resources of a ``WebSocket`` and of each of its handlers."""


class TableTransform(TypedDict, total=False):
    """Changes of the resources of a ``DynamodbTable``."""

    table: Annotated[Change, "aws:dynamodb/table:Table"]
    grant: Annotated[Change, "aws:iam/rolePolicy:RolePolicy"]
    layer: Annotated[Change, "aws:lambda/layerVersion:LayerVersion"]


def check_transform(transform: object, allowed: type) -> dict[str, Change]:
    """Refuse keys that there are not, and what changes nothing; return the rest.

    Args:
        transform: what a user gave.
        allowed: the TypedDict that it should be.

    Raises:
        ConfigurationError: it is not.
    """
    keys = get_type_hints(allowed)
    if not isinstance(transform, Mapping):
        raise ConfigurationError(
            f"transform {transform!r} is not allowed; "
            f"expected a dict of functions with some of {', '.join(keys)}"
        )
    for key, change in transform.items():
        if key not in keys:
            raise ConfigurationError(
                f"key {key!r} of transform is unknown; expected {', '.join(keys)}"
            )
        if not callable(change):
            raise ConfigurationError(
                f"transform {key!r} is {change!r}; expected a function that changes "
                "the dict of arguments that it is given"
            )
    return dict(transform)


def transforming(
    component: pulumi.Resource,
    children: type,
    transforms: Sequence[Mapping[str, Callable[[dict[str, Any]], object]]],
) -> pulumi.ResourceTransformation:
    """Return what changes each AWS resource of a component.

    Args:
        component: theirs.
        children: the TypedDict that has their keys and types.
        transforms: functions by such keys, of which a later one has the last word.
    """
    hints = get_type_hints(children, include_extras=True)
    keys = {hint.__metadata__[0]: key for key, hint in hints.items()}

    def transform(
        args: pulumi.ResourceTransformationArgs,
    ) -> pulumi.ResourceTransformationResult | None:
        is_on_aws = args.type_.startswith("aws:")
        if args.opts.parent is not component or not is_on_aws:
            return None
        key = keys[args.type_]
        props = args.props
        for each in transforms:
            if key in each:
                props = _changed(key, each[key], props)
        return pulumi.ResourceTransformationResult(props, args.opts)

    return transform


def _changed(
    key: str, change: Callable[[dict[str, Any]], object], props: Mapping[str, Any]
) -> dict[str, Any]:
    arguments = {**props}
    returned = change(arguments)
    if returned is not None:
        raise ConfigurationError(
            f"transform {key!r} returned {type(returned).__name__}; expected None, "
            "since it changes the dict that it is given"
        )
    if unknown := arguments.keys() - props.keys():
        raise ConfigurationError(
            f"argument {min(unknown)!r} that transform {key!r} sets is unknown; "
            f"expected {', '.join(sorted(props))}"
        )
    # A deleted one is not given; the class still has it for an attribute.
    return {**dict.fromkeys(props), **arguments}
