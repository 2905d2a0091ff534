"""Plain Lambda functions, by their path, and one that is not ours, run as deployed."""

import asyncio
import json

import pytest
from websockets.exceptions import InvalidStatus

from tests.aws.hosting.deployed import read
from tests.aws.hosting.host import Host

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

PROGRAM = """
import pulumi
import pulumi_aws as aws
from pulumi_wingws import WebSocket
from pulumi_wingws.permissions import LAMBDA_TRUST

role = aws.iam.Role("theirs", assume_role_policy=pulumi.Output.json_dumps(LAMBDA_TRUST))
logs = aws.cloudwatch.LogGroup("theirs", retention_in_days=30)
function = aws.lambda_.Function(
    "theirs",
    role=role.arn,
    runtime="python3.11",
    architectures=["arm64"],
    handler="app.lambda_handler",
    code=pulumi.FileArchive("./theirs"),
    memory_size=128,
    timeout=3,
    environment={"variables": {"WORD": "theirs"}},
    logging_config={"log_format": "Text", "log_group": logs.name},
)
chat = WebSocket("Chat")
post = chat.execution_arn.apply(lambda arn: f"{arn}/prod/POST/@connections/*")
chat.on_connect("handlers.connect.handler")
chat.on_message(
    "handlers/default.handler",
    grants=[{"Action": "execute-api:ManageConnections", "Resource": post}],
)
chat.route("theirs", function, reply=True)
pulumi.export("url", chat.url)
"""

CONNECT = """
def handler(event, context):
    user = (event.get("queryStringParameters") or {}).get("user")
    return {"statusCode": 200 if user == "ann" else 402}
"""

DEFAULT = """
import json
import boto3

def handler(event, context):
    where = event["requestContext"]
    api = boto3.client(
        "apigatewaymanagementapi",
        endpoint_url=f"https://{where['domainName']}/{where['stage']}",
    )
    api.post_to_connection(
        ConnectionId=where["connectionId"], Data=json.dumps(event).encode()
    )
    return {"statusCode": 200}
"""

THEIRS = """
import os

def lambda_handler(event, context):
    return {"statusCode": 200, "body": os.environ["WORD"]}
"""


@pytest.fixture(scope="module")
def project(make_aws_project):
    """What a user has who comes from another tool, deployed."""
    project = make_aws_project(PROGRAM)
    project.write(CONNECT, file="handlers/connect.py")
    project.write(DEFAULT, file="handlers/default.py")
    project.write(THEIRS, file="theirs/app.py")
    project.up()
    return project


@pytest.fixture(scope="module")
def deployed(project, cloud):
    """What was deployed."""
    return read(cloud)


@pytest.fixture
def ask(project, cloud, tmp_path, tls):
    """Ask as a user: `ask(deployed, text)` returns the answer, or a status."""
    url = project.outputs["url"]

    def ask(deployed, text, query="?user=ann"):
        host = Host(deployed, cloud.client("ssm"), folder=tmp_path, tls=tls)
        return asyncio.run(converse(host, f"{url}{query}", text))

    return ask


async def converse(host, url, text):
    """Return the first frame after one message, or the status of a refusal."""
    async with host:
        try:
            async with host.connect(url) as client:
                await client.send(text)
                return await client.recv()
        except InvalidStatus as refused:
            return refused.response.status_code


def test_a_plain_function_decides_about_the_handshake(ask, deployed):
    """The status is that of its response."""
    assert ask(deployed, "hello", query="?user=bob") == 402


def test_a_plain_function_pushes_with_boto3(ask, deployed):
    """To the endpoint that its event names; the event is JSON as it stands."""
    assert json.loads(ask(deployed, "hello"))["body"] == "hello"


def test_a_function_that_is_not_ours_replies(ask, deployed):
    """It runs with its own code and variables."""
    assert ask(deployed, '{"action": "theirs"}') == "theirs"


def test_a_function_that_is_not_ours_needs_its_permission(ask, deployed):
    """Without the one that came with the route API Gateway may not invoke it."""
    theirs = next(each for each in deployed.functions if "theirs" in each.name)

    answer = ask(deployed.but(theirs, permissions=()), '{"action": "theirs"}')

    assert json.loads(answer)["message"] == "Internal server error"


def test_a_handler_of_ours_takes_its_place(project, deployed, cloud):
    """The route is updated in place: AWS has no room for a second one of its key."""
    project.write(
        PROGRAM.replace('"theirs", function,', '"theirs", "theirs.app.ours",')
    )
    project.write(THEIRS.replace("lambda_handler", "ours"), file="theirs/app.py")
    steps = [each for each in project.up().changed() if "-theirs-" in each.name]
    functions = {route.key: route.function_arn for route in read(cloud).api.routes}

    # A replacement is three steps.
    assert {(step.name, step.op) for step in steps if "replace" not in step.op} == {
        ("Chat-route-theirs-logs", "create"),
        ("Chat-route-theirs-role", "create"),
        ("Chat-route-theirs-policy", "create"),
        ("Chat-route-theirs-function", "create"),
        ("Chat-route-theirs-integration", "update"),
    }
    assert {step.name for step in steps if "replace" in step.op} == {
        "Chat-route-theirs-permission"
    }
    assert "Chat-route-theirs-function" in functions["theirs"]
