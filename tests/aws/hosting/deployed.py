"""What was deployed, as AWS's own API tells it: an API, its functions, their roles."""

import json
import re
from dataclasses import dataclass

from wingws_simulator.core.iam import Statement

__all__ = ["Authorizer", "Deployed", "Function", "Route", "read"]

_INVOKE_ARN = re.compile(
    r"arn:aws:apigateway:[^:]+:lambda:path/2015-03-31/functions/(.+)/invocations"
)


@dataclass(frozen=True)
class Route:
    """A route, and the ARN of the function that its integration names."""

    key: str
    function_arn: str
    reply: bool
    authorizer_id: str | None


@dataclass(frozen=True)
class Authorizer:
    """An authorizer, and the ARN of its function."""

    id: str
    function_arn: str
    identity_sources: tuple


@dataclass(frozen=True)
class Function:
    """A function, with what its role allows and whom it allows to invoke it.

    Attributes:
        code: A zip.
        layers: Zips.
        statements: Of its role, as JSON has them.
        permissions: Of its own policy, as JSON has them.
    """

    name: str
    arn: str
    handler: str
    timeout: int
    memory_size: int
    variables: dict
    code: bytes
    layers: tuple
    statements: tuple
    permissions: tuple

    def allowed(self):
        """Return what its role allows, parsed."""
        return tuple(map(Statement.parse, self.statements))


@dataclass(frozen=True)
class Deployed:
    """One API with its only stage, and the account's functions and tables."""

    api_id: str
    host: str
    region: str
    account: str
    stage: dict
    route_selection_expression: str
    routes: tuple
    authorizers: tuple
    functions: tuple
    tables: tuple


def read(cloud):
    """Return the account's only API, and all that it needs."""
    gateway = cloud.client("apigatewayv2")
    (api,) = gateway.get_apis()["Items"]
    api_id = api["ApiId"]
    (stage,) = gateway.get_stages(ApiId=api_id)["Items"]
    routes = tuple(_routes(cloud, gateway, api_id))
    functions = cloud.client("lambda").list_functions()["Functions"]
    used = {route.authorizer_id for route in routes} - {None}
    authorizers = tuple(_authorizer(gateway, api_id, each) for each in sorted(used))
    return Deployed(
        api_id=api_id,
        host=f"{api_id}.execute-api.{cloud.region}.amazonaws.com",
        region=cloud.region,
        account=cloud.client("sts").get_caller_identity()["Account"],
        stage=stage,
        route_selection_expression=api["RouteSelectionExpression"],
        routes=routes,
        authorizers=authorizers,
        functions=tuple(_function(cloud, each["FunctionArn"]) for each in functions),
        tables=tuple(_tables(cloud)),
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
        type_ = each["AuthorizationType"]
        assert type_ in ("NONE", "CUSTOM"), each
        yield Route(
            key=each["RouteKey"],
            function_arn=_function_arn(integration["IntegrationUri"]),
            reply=each.get("RouteResponseSelectionExpression") == "$default"
            and each["RouteId"] in with_response,
            authorizer_id=each["AuthorizerId"] if type_ == "CUSTOM" else None,
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


def _function(cloud, arn):
    functions = cloud.client("lambda")
    configuration = functions.get_function_configuration(FunctionName=arn)
    name = configuration["FunctionName"]
    return Function(
        name=name,
        arn=arn,
        handler=configuration["Handler"],
        timeout=configuration["Timeout"],
        memory_size=configuration["MemorySize"],
        variables=configuration["Environment"]["Variables"],
        code=cloud.download(f"code/{name}"),
        layers=tuple(
            cloud.download(f"layers/{each['Arn']}")
            for each in configuration.get("Layers", ())
        ),
        statements=tuple(_statements(cloud, configuration["Role"])),
        permissions=tuple(_permissions(functions, name)),
    )


def _permissions(functions, name):
    """Return whom a function allows to invoke it; nobody, if it has no policy."""
    try:
        policy = functions.get_policy(FunctionName=name)["Policy"]
    except functions.exceptions.ResourceNotFoundException:
        return []
    return json.loads(policy)["Statement"]


def _statements(cloud, role_arn):
    """Yield what a role allows, if Lambda may act as the role."""
    iam = cloud.client("iam")
    name = role_arn.rpartition("/")[2]
    trust = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    (who,) = trust["Statement"]
    assert who["Principal"] == {"Service": "lambda.amazonaws.com"}, trust
    for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
        answer = iam.get_role_policy(RoleName=name, PolicyName=policy)
        yield from answer["PolicyDocument"]["Statement"]


def _tables(cloud):
    dynamodb = cloud.client("dynamodb")
    for name in dynamodb.list_tables()["TableNames"]:
        yield dynamodb.describe_table(TableName=name)["Table"]
