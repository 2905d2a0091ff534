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

def service(name, rows=None, **options):
    opts = pulumi.ResourceOptions(**options)
    table = DynamodbTable(
        rows or f"{{name}}Table",
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


@pytest.mark.parametrize("providers", ["[provider]", "{'aws': provider}"])
def test_children_have_the_provider_among_its_providers(deploy, providers):
    """Whichever of Pulumi's ways names it."""
    project = deploy(
        "provider = aws.Provider('other', region='us-west-2')",
        f"service('Provided', providers={providers})",
    )
    children = [each for each in project.resources if each["type"].startswith("aws:")]

    assert len(children) > 10
    assert {each["provider"].split("::")[3] for each in children} == {"other"}


def test_a_first_preview_shows_what_up_makes(make_aws_project):
    """Though it knows no id, ARN or URL yet; with a name for each resource."""
    project = make_aws_project(PROGRAM.format('service("Seen")'))
    previewed = {(each.name, each.op) for each in project.preview().changed()}
    made = {(each.name, each.op) for each in project.up().changed()}
    project.destroy()

    assert previewed == made


def test_a_secret_is_in_clear_at_aws_alone(deploy, cloud):
    """Neither `up` nor a refresh, which reads it back, leaves it in the state."""
    project = deploy(
        "chat = service('Secretive')",
        "word = pulumi.Output.secret('swordfish')",
        "@chat.route('tell')",
        "def tell(connection_id: str) -> None:",
        "    print(word.get())",
    )
    made = json.dumps(project.state)
    project.refresh()
    refreshed = json.dumps(project.state)
    parameters = cloud.client("ssm").describe_parameters()["Parameters"]
    (name,) = (p["Name"] for p in parameters if p["Type"] == "SecureString")
    told = cloud.client("ssm").get_parameter(Name=name, WithDecryption=True)

    assert "swordfish" in told["Parameter"]["Value"]
    assert "swordfish" not in made + refreshed
    assert project.up().changed() == ()


def test_what_depends_on_it_waits_for_its_stage(deploy):
    """It is registered before the stage is, and is made after it all the same."""
    project = deploy(
        "chat = service('First')",
        "after = pulumi.ResourceOptions(depends_on=[chat])",
        "aws.cloudwatch.LogGroup('Second', retention_in_days=7, opts=after)",
    )
    (second,) = (each for each in project.resources if _name(each) == "Second")

    assert "First-stage" in {urn.rpartition("::")[2] for urn in second["dependencies"]}


def test_an_alias_renames_it_in_place(deploy):
    """Its children go with it: nothing is replaced, and clients keep their URL."""
    project = deploy('service("Old", rows="Rows")')
    old = project.outputs["Old url"]
    renamed = 'service("New", rows="Rows", aliases=[pulumi.Alias(name="Old")])'
    project.write(PROGRAM.format(renamed))
    changed = project.up().changed()

    assert {each.op for each in changed} == {"update"}
    assert project.outputs["New url"] == old


def _name(resource):
    return resource["urn"].rpartition("::")[2]


def _flat(values):
    for value in values:
        yield from value if isinstance(value, list) else [value]
