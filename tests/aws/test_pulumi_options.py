"""What Pulumi's users expect of a component, under the real CLI and engine."""

import json

import pytest

pytestmark = [pytest.mark.engine, pytest.mark.timeout(180)]

# `{}` is the options.
PROGRAM = """
import pulumi
import pulumi_aws as aws
from pulumi_wingws import DynamodbTable, WebSocket

ROLE = "arn:aws:iam::123456789012:role/a-role-of-a-rather-long-name"
ARNS = [f"{{ROLE}}-{{n}}" for n in range(60)]

def service(name, **options):
    opts = pulumi.ResourceOptions(**options)
    table = DynamodbTable(
        f"{{name}}Table",
        opts,
        hash_key="id",
        attribute_definitions={{"id": "S"}},
        deletion_protection=False,
    )
    chat = WebSocket(name, opts)
    arns = [pulumi.Output.from_input(arn) for arn in ARNS]

    @chat.on_message
    def on_message(connection_id: str, body: str) -> None:
        values = [arn.get() for arn in arns]
        table.put_item(item={{"id": connection_id, "arns": values}})
        chat.send_message(connection_id, body)

    pulumi.export(f"{{name}} callback", chat.callback_url)
    pulumi.export(f"{{name}} url", chat.url)
    return chat

{}
"""


@pytest.fixture
def deploy(make_aws_project):
    """Return a maker of projects that are up, and are destroyed in the end."""
    projects = []

    def make(*lines):
        project = make_aws_project(PROGRAM.format("\n".join(lines)))
        projects.append(project)
        project.up()
        return project

    yield make
    for project in projects:
        project.write("import pulumi")
        project.up()


@pytest.fixture
def policies(cloud):
    """Return a reader of the policies of a name's roles: their statements."""

    def read(name):
        iam = cloud.client("iam")
        roles = [role["RoleName"] for role in iam.list_roles()["Roles"]]
        return [
            statement
            for role in roles
            if role.startswith(f"{name}-")
            for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]
            for statement in iam.get_role_policy(RoleName=role, PolicyName=policy)[
                "PolicyDocument"
            ]["Statement"]
        ]

    return read


def test_two_of_them_are_two(deploy, cloud):
    """Nothing of one is the other's."""
    project = deploy('service("One")', 'service("Two")')
    apis = cloud.client("apigatewayv2").get_apis()["Items"]
    assert {"One", "Two"} <= {api["Name"] for api in apis}
    assert project.outputs["One url"] != project.outputs["Two url"]
    assert not project.up().changed()


@pytest.mark.parametrize(
    ("region", "partition", "domain"),
    [
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
        ("us-west-2", "aws", "amazonaws.com"),
    ],
)
def test_children_are_where_its_provider_is(
    deploy, cloud, policies, region, partition, domain
):
    """In its region, with the ARNs of its partition, and hosts of its domain."""
    name = f"In{region}"
    project = deploy(
        f"provider = aws.Provider('other', region={region!r})",
        f"service({name!r}, provider=provider)",
    )
    callback = project.outputs[f"{name} callback"]
    assert callback.endswith(f".execute-api.{region}.{domain}/prod")
    assert len(cloud.client("apigatewayv2", region).get_apis()["Items"]) == 1
    (function,) = cloud.client("lambda", region).list_functions()["Functions"]
    arns = [
        resource for statement in policies(name) for resource in [statement["Resource"]]
    ]
    for arn in [function["FunctionArn"], *map(str, _flat(arns))]:
        assert arn.startswith(f"arn:{partition}:"), arn
        assert f":{region}:" in arn


def test_sixty_captured_arns_fit(deploy, cloud):
    """What Lambda's 4 KB of environment cannot hold is in parameters."""
    deploy('service("Captor")')
    functions = cloud.client("lambda").list_functions()["Functions"]
    (function,) = (f for f in functions if f["FunctionName"].startswith("Captor-"))
    variables = function["Environment"]["Variables"]
    assert len(json.dumps(variables)) < 4096
    assert "parameters" in json.loads(variables["WINGWS"])


def test_fifty_routes_come_and_go_at_once(deploy, cloud):
    """Each with a permission of its own, on a function of its own."""
    project = deploy(
        "chat = service('Many')",
        "for n in range(50):",
        "    @chat.route(f'action{n}')",
        "    def act(connection_id: str) -> None: ...",
    )
    gateway = cloud.client("apigatewayv2")
    (api,) = (a for a in gateway.get_apis()["Items"] if a["Name"] == "Many")
    assert len(gateway.get_routes(ApiId=api["ApiId"], MaxResults="99")["Items"]) == 51
    assert not project.up().changed()


def test_a_protected_one_is_not_destroyed(deploy):
    """Its children are protected too."""
    project = deploy('service("Kept", protect=True)')
    output = project.destroy(fails=True).output
    assert "protect" in output
    project.write(PROGRAM.format('service("Kept")'))
    project.up()


def _flat(values):
    for value in values:
        yield from value if isinstance(value, list) else [value]
