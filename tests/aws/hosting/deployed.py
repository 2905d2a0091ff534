"""What was deployed, as AWS's own API tells it: an API, its functions, their roles."""

import json
import re
import urllib.request
from dataclasses import dataclass

from wingws_simulator.core.iam import Statement

__all__ = ["Deployed", "Function", "Route", "read"]

_INVOKE_ARN = re.compile(
    r"arn:aws:apigateway:[^:]+:lambda:path/2015-03-31/functions/(.+)/invocations"
)


@dataclass(frozen=True)
class Route:
    """A route, and the ARN of the function that its integration names."""

    key: str
    function_arn: str
    reply: bool


@dataclass(frozen=True)
class Function:
    """A function, with what its role allows and whom it allows to invoke it.

    Attributes:
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
    statements: tuple
    permissions: tuple

    def allowed(self):
        """Return what its role allows, parsed."""
        return tuple(map(Statement.parse, self.statements))


@dataclass(frozen=True)
class Deployed:
    """One API with its only stage, its functions, and the account's tables."""

    api_id: str
    host: str
    region: str
    account: str
    stage: dict
    route_selection_expression: str
    routes: tuple
    functions: tuple
    tables: tuple


def read(cloud):
    """Return the account's only API, and all that it needs."""
    gateway = cloud.client("apigatewayv2")
    (api,) = gateway.get_apis()["Items"]
    api_id = api["ApiId"]
    (stage,) = gateway.get_stages(ApiId=api_id)["Items"]
    routes = _routes(gateway, api_id)
    return Deployed(
        api_id=api_id,
        host=f"{api_id}.execute-api.{cloud.region}.amazonaws.com",
        region=cloud.region,
        account=cloud.client("sts").get_caller_identity()["Account"],
        stage=stage,
        route_selection_expression=api["RouteSelectionExpression"],
        routes=routes,
        functions=tuple(_function(cloud, route.function_arn) for route in routes),
        tables=tuple(_tables(cloud)),
    )


def _routes(gateway, api_id):
    integrations = {
        f"integrations/{each['IntegrationId']}": each
        for each in gateway.get_integrations(ApiId=api_id)["Items"]
    }
    return tuple(
        Route(
            key=each["RouteKey"],
            function_arn=_function_arn(integrations[each["Target"]]),
            reply="RouteResponseSelectionExpression" in each,
        )
        for each in gateway.get_routes(ApiId=api_id)["Items"]
    )


def _function_arn(integration):
    """Return the function of an integration that Lambda would take."""
    assert integration["IntegrationType"] == "AWS_PROXY", integration
    assert integration["IntegrationMethod"] == "POST", integration
    return _INVOKE_ARN.fullmatch(integration["IntegrationUri"])[1]


def _function(cloud, arn):
    functions = cloud.client("lambda")
    configuration = functions.get_function_configuration(FunctionName=arn)
    name = configuration["FunctionName"]
    with urllib.request.urlopen(f"{cloud.url}/code/{name}") as answer:
        code = answer.read()
    policy = json.loads(functions.get_policy(FunctionName=name)["Policy"])
    return Function(
        name=name,
        arn=arn,
        handler=configuration["Handler"],
        timeout=configuration["Timeout"],
        memory_size=configuration["MemorySize"],
        variables=configuration["Environment"]["Variables"],
        code=code,
        statements=tuple(_statements(cloud, configuration["Role"])),
        permissions=tuple(policy["Statement"]),
    )


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
