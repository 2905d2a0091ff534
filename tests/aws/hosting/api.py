"""An API as API Gateway tells of it: its stage, its routes, and who may connect."""

import json
import re
from dataclasses import dataclass

__all__ = ["Api", "Authorizer", "Mapping", "Route", "read_apis"]

_INVOKE_ARN = re.compile(
    r"arn:aws:apigateway:[^:]+:lambda:path/2015-03-31/functions/(.+)/invocations"
)
_AUTHORIZATIONS = ("NONE", "CUSTOM", "AWS_IAM")


@dataclass(frozen=True)
class Route:
    """A route, and the ARN of the function that its integration names.

    Attributes:
        authorization: `NONE`, `CUSTOM` or `AWS_IAM`.
        authorizer_id: Of the custom one.
    """

    id: str
    key: str
    function_arn: str
    reply: bool
    authorization: str
    authorizer_id: str | None
    api_key_required: bool


@dataclass(frozen=True)
class Authorizer:
    """An authorizer, and the ARN of its function."""

    id: str
    function_arn: str
    identity_sources: tuple


@dataclass(frozen=True)
class Mapping:
    """A custom domain name, and the path that stands for the stage there."""

    domain: str
    key: str


@dataclass(frozen=True)
class Api:
    """One API with its only stage.

    Attributes:
        answers: Whether its own host does.
        mapping: None without a custom domain name.
        api_keys: Ids, by the keys that a usage plan of the stage has.
    """

    id: str
    name: str
    host: str
    answers: bool
    stage: dict
    route_selection_expression: str
    api_key_selection_expression: str
    routes: tuple
    authorizers: tuple
    mapping: Mapping | None
    api_keys: dict

    def route(self, key):
        """Return the route of a key."""
        return next(each for each in self.routes if each.key == key)


def read_apis(cloud):
    """Return the APIs of an account."""
    gateway = cloud.client("apigatewayv2")
    return tuple(_api(cloud, gateway, each) for each in gateway.get_apis()["Items"])


def _api(cloud, gateway, api):
    id_ = api["ApiId"]
    (stage,) = gateway.get_stages(ApiId=id_)["Items"]
    routes = tuple(_routes(cloud, gateway, id_))
    # Those that routes name, since moto lists none.
    used = sorted({route.authorizer_id for route in routes} - {None})
    return Api(
        id=id_,
        name=api["Name"],
        host=f"{id_}.execute-api.{cloud.region}.amazonaws.com",
        answers=not api["DisableExecuteApiEndpoint"],
        stage=stage,
        route_selection_expression=api["RouteSelectionExpression"],
        api_key_selection_expression=api["ApiKeySelectionExpression"],
        routes=routes,
        authorizers=tuple(_authorizer(gateway, id_, each) for each in used),
        mapping=next(_mappings(gateway, id_, stage["StageName"]), None),
        api_keys=dict(_api_keys(cloud, id_, stage["StageName"])),
    )


def _routes(cloud, gateway, api_id):
    integrations = {
        f"integrations/{each['IntegrationId']}": each
        for each in gateway.get_integrations(ApiId=api_id)["Items"]
    }
    with_response = json.loads(cloud.download(f"route-responses/{api_id}"))
    for each in gateway.get_routes(ApiId=api_id)["Items"]:
        integration = integrations[each["Target"]]
        assert integration["IntegrationType"] == "AWS_PROXY", integration
        assert integration["IntegrationMethod"] == "POST", integration
        assert each["AuthorizationType"] in _AUTHORIZATIONS, each
        yield Route(
            id=each["RouteId"],
            key=each["RouteKey"],
            function_arn=_function_arn(integration["IntegrationUri"]),
            reply=each.get("RouteResponseSelectionExpression") == "$default"
            and each["RouteId"] in with_response,
            authorization=each["AuthorizationType"],
            authorizer_id=each.get("AuthorizerId") or None,
            api_key_required=each["ApiKeyRequired"],
        )


def _authorizer(gateway, api_id, id_):
    answer = gateway.get_authorizer(ApiId=api_id, AuthorizerId=id_)
    assert answer["AuthorizerType"] == "REQUEST", answer
    return Authorizer(
        id=id_,
        function_arn=_function_arn(answer["AuthorizerUri"]),
        identity_sources=tuple(answer["IdentitySource"]),
    )


def _function_arn(invoke_arn):
    return _INVOKE_ARN.fullmatch(invoke_arn)[1]


def _mappings(gateway, api_id, stage):
    """Yield how custom domain names lead to a stage."""
    for domain in gateway.get_domain_names()["Items"]:
        name = domain["DomainName"]
        for each in gateway.get_api_mappings(DomainName=name)["Items"]:
            if (each["ApiId"], each["Stage"]) == (api_id, stage):
                yield Mapping(name, each["ApiMappingKey"])


def _api_keys(cloud, api_id, stage):
    """Yield the keys that a stage takes: those of its usage plans, if enabled."""
    keys = cloud.client("apigateway")
    for plan in keys.get_usage_plans()["items"]:
        if {"apiId": api_id, "stage": stage} in plan["apiStages"]:
            for each in keys.get_usage_plan_keys(usagePlanId=plan["id"])["items"]:
                key = keys.get_api_key(apiKey=each["id"], includeValue=True)
                if key["enabled"]:
                    yield key["value"], key["id"]
