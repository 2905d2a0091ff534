"""What was deployed, as AWS's own API tells it: APIs, functions, roles, tables."""

import json
from dataclasses import dataclass, replace

from wingws_simulator.core.iam import Statement

from tests.aws.hosting.api import Api, read_apis

__all__ = ["Deployed", "Function", "read"]


@dataclass(frozen=True)
class Function:
    """A function, with what its role allows and whom it allows to invoke it.

    Attributes:
        code: A zip.
        layers: Zips.
        role: Its name.
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
    role: str
    statements: tuple
    permissions: tuple

    def allowed(self):
        """Return what its role allows, parsed."""
        return tuple(map(Statement.parse, self.statements))

    def statements_but(self, action):
        """Return the statements of its role but for those about an action."""
        return tuple(each for each in self.statements if action not in each["Action"])


@dataclass(frozen=True)
class Deployed:
    """All that an account has in a region."""

    region: str
    account: str
    apis: tuple
    functions: tuple
    tables: tuple

    @property
    def api(self) -> Api:
        """Its only API."""
        (api,) = self.apis
        return api

    def api_named(self, name):
        """Return the API of a name."""
        return next(each for each in self.apis if each.name == name)

    def function_of(self, route):
        """Return the function that a route, or an authorizer, leads to."""
        return next(each for each in self.functions if each.arn == route.function_arn)

    def but(self, part, **fields):
        """Return all of it, but an API or a function of it with other fields."""
        new = replace(part, **fields)
        apis, functions = (
            tuple(new if each is part else each for each in parts)
            for parts in (self.apis, self.functions)
        )
        return replace(self, apis=apis, functions=functions)


def read(cloud):
    """Return what an account has."""
    functions = cloud.client("lambda").list_functions()["Functions"]
    return Deployed(
        region=cloud.region,
        account=cloud.client("sts").get_caller_identity()["Account"],
        apis=read_apis(cloud),
        functions=tuple(_function(cloud, each["FunctionArn"]) for each in functions),
        tables=tuple(_tables(cloud)),
    )


def _function(cloud, arn):
    functions = cloud.client("lambda")
    configuration = functions.get_function_configuration(FunctionName=arn)
    name = configuration["FunctionName"]
    role = configuration["Role"].rpartition("/")[2]
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
        role=role,
        statements=tuple(_statements(cloud, role)),
        permissions=tuple(_permissions(functions, name)),
    )


def _permissions(functions, name):
    """Return whom a function allows to invoke it; nobody, if it has no policy."""
    try:
        policy = functions.get_policy(FunctionName=name)["Policy"]
    except functions.exceptions.ResourceNotFoundException:
        return []
    return json.loads(policy)["Statement"]


def _statements(cloud, name):
    """Yield what a role allows, if Lambda may act as the role."""
    iam = cloud.client("iam")
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
