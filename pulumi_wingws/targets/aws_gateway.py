"""What target ``aws`` makes in API Gateway, and who may invoke what there.

The Api, whose stage is in ``aws_stage``; per handler of a route Permission,
Integration, Route, and RouteResponse when it replies; for an authorizer Authorizer and
Permission.
"""

import pulumi

from ..domain import domain_url
from ..lambda_function import LambdaFunction
from ..naming import child_name
from .api_specs import Api, ApiSpec, Resources
from .aws_provider import aws
from .handler_specs import (
    ForeignHandlerSpec,
    HandlerSpec,
    SharedHandlerSpec,
    SharedRouteSpec,
)
from .route_specs import Authorization, AuthorizerSpec, RouteSpec

__all__ = ["make_api", "make_authorizer", "make_permission", "make_route"]


def make_api(spec: ApiSpec, opts: pulumi.ResourceOptions) -> Api:
    """Make an API, without its stage."""
    api = aws.apigatewayv2.Api(
        child_name(spec.resource_name, "api"),
        name=spec.api_name,
        protocol_type="WEBSOCKET",
        route_selection_expression=spec.route_selection_expression,
        api_key_selection_expression=spec.api_key_selection_expression,
        disable_execute_api_endpoint=spec.disable_execute_api_endpoint,
        opts=opts,
    )
    return Api(
        api_id=api.id,
        execution_arn=api.execution_arn,
        callback_url=_callback_url(spec, api),
        resources={"api": api},
    )


def _callback_url(spec: ApiSpec, api: aws.apigatewayv2.Api) -> pulumi.Output[str]:
    """Return where ``@connections`` is: on the API's own host, if that answers.

    On a domain the mapping key stands for the stage. It is the domain as configured,
    not as made, since handlers wait for this and the domain's mapping waits for them.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
    """
    if spec.disable_execute_api_endpoint and spec.domain is not None:
        return pulumi.Output.from_input(domain_url(spec.domain, "https"))
    return api.api_endpoint.apply(
        lambda endpoint: f"https://{_host(endpoint)}/{spec.stage_name}"
    )


def make_permission(
    spec: HandlerSpec | ForeignHandlerSpec | SharedHandlerSpec,
    function: LambdaFunction,
    path: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
) -> aws.lambda_.Permission:
    """Let API Gateway invoke a function for what is below a path of the API."""
    return aws.lambda_.Permission(
        child_name(spec.resource_name, "permission"),
        action="lambda:InvokeFunction",
        principal="apigateway.amazonaws.com",
        function=function.name,
        source_arn=pulumi.Output.format("{0}/{1}", spec.api.execution_arn, path),
        opts=opts,
    )


def make_route(
    spec: HandlerSpec | ForeignHandlerSpec | SharedRouteSpec,
    route_spec: RouteSpec,
    function: LambdaFunction,
    permission: pulumi.Resource,
    opts: pulumi.ResourceOptions,
) -> Resources:
    """Make a route to a function, which API Gateway may invoke by a permission."""
    name, api_id = spec.resource_name, spec.api.api_id
    integration = aws.apigatewayv2.Integration(
        child_name(name, "integration"),
        api_id=api_id,
        integration_type="AWS_PROXY",
        integration_method="POST",
        # The function's ARN "works" until the console or a permission meets it.
        integration_uri=function.invoke_arn,
        opts=opts,
    )
    authorization = route_spec.authorization
    route = aws.apigatewayv2.Route(
        child_name(name, "route"),
        api_id=api_id,
        route_key=route_spec.route_key,
        authorization_type=(
            authorization.apply(lambda each: each.type) if authorization else "NONE"
        ),
        authorizer_id=_authorizer_id(authorization) if authorization else None,
        api_key_required=route_spec.api_key_required or None,
        target=pulumi.Output.format("integrations/{0}", integration.id),
        route_response_selection_expression="$default" if route_spec.reply else None,
        opts=pulumi.ResourceOptions.merge(
            opts, pulumi.ResourceOptions(depends_on=[permission])
        ),
    )
    resources: dict[str, pulumi.Resource] = {
        "integration": integration,
        "route": route,
    }
    if route_spec.reply:
        resources["response"] = aws.apigatewayv2.RouteResponse(
            child_name(name, "response"),
            api_id=api_id,
            route_id=route.id,
            route_response_key="$default",
            opts=opts,
        )
    return resources


def make_authorizer(
    spec: HandlerSpec | ForeignHandlerSpec,
    authorizer_spec: AuthorizerSpec,
    function: LambdaFunction,
    opts: pulumi.ResourceOptions,
) -> Resources:
    """Make an authorizer of a function, which API Gateway may invoke for it alone.

    No caching and no payload format: AWS refuses both for WebSocket APIs.
    """
    name = spec.resource_name
    authorizer = aws.apigatewayv2.Authorizer(
        child_name(name, "authorizer"),
        api_id=spec.api.api_id,
        name=name,
        authorizer_type="REQUEST",
        authorizer_uri=function.invoke_arn,
        identity_sources=[*authorizer_spec.identity_sources] or None,
        opts=opts,
    )
    path = pulumi.Output.format("authorizers/{0}", authorizer.id)
    permission = make_permission(spec, function, path, opts)
    return {"authorizer": authorizer, "permission": permission}


def _authorizer_id(
    authorization: pulumi.Output[Authorization],
) -> pulumi.Output[str | None]:
    """Return the authorizer's id once API Gateway may invoke its function."""

    def of(resources: Resources) -> pulumi.Output[str | None]:
        if not resources:
            return pulumi.Output.from_input(None)
        authorizer, permission = resources["authorizer"], resources["permission"]
        assert isinstance(authorizer, aws.apigatewayv2.Authorizer)
        assert isinstance(permission, aws.lambda_.Permission)
        return pulumi.Output.all(authorizer.id, permission.id).apply(lambda ids: ids[0])

    return authorization.apply(lambda each: of(each.authorizer))


def _host(endpoint: str) -> str:
    """Return the host of an API's ``wss://…`` endpoint; partitions differ in it."""
    return endpoint.partition("://")[2]
