"""Who may connect: the `$connect` route is the only one that API Gateway asks at.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-control-access.html
"""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from .rule import UNKNOWN, Resource, StackRule

__all__ = ["AUTHORIZATION"]

_API = "aws:apigatewayv2/api:Api"
_ROUTE = "aws:apigatewayv2/route:Route"


def _authorization(
    resources: Sequence[Resource], *, stacks: Sequence[str]
) -> Iterator[tuple[str, str]]:
    resources = [each for each in resources if _is_of(each, stacks)]
    routes = [
        each
        for each in resources
        if each.type == _ROUTE
        and each.properties.get("routeKey") in ("$connect", UNKNOWN)
    ]
    for route in routes:
        type_ = route.properties.get("authorizationType") or "NONE"
        if type_ == "NONE" and route.properties["routeKey"] == "$connect":
            yield (
                route.urn,
                "authorizationType of $connect is 'NONE'; expected 'CUSTOM' or "
                "'AWS_IAM', since anybody may connect",
            )
    guarded = {urn for route in routes for urn in route.sources.get("apiId", ())}
    for api in resources:
        is_websocket = api.properties.get("protocolType") == "WEBSOCKET"
        if api.type == _API and is_websocket and api.urn not in guarded:
            yield (
                api.urn,
                "the API has no $connect route; expected one, with an "
                "authorizationType, since anybody may connect",
            )


def _is_of(resource: Resource, stacks: Sequence[str]) -> bool:
    stack = resource.urn.split("::")[0].removeprefix("urn:pulumi:")
    return any(fnmatchcase(stack, pattern) for pattern in stacks)


AUTHORIZATION = StackRule(
    "connect-authorization",
    "In the stacks that `stacks` names, each WebSocket API asks who connects.",
    "mandatory",
    _authorization,
    {
        "stacks": {
            "type": "array",
            "items": {"type": "string"},
            "default": [],
            "description": "Names of stacks; * and ? are wildcards.",
        }
    },
)
