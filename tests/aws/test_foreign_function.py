"""A queue's consumer, which is not ours, pushes to the chat: run from what was deployed
of it, by what its role was granted."""

import asyncio
import shutil
from pathlib import Path

import pytest
import wingws_runtime
from wingws_simulator.core.lambda_result import Failed, Returned

from tests.aws.hosting.deployed import read
from tests.aws.hosting.host import Host
from tests.engine.simulator import CHAT

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

PROGRAM = (
    CHAT
    + """
import json
import pulumi_aws as aws
from pulumi_wingws import environment_for

role = aws.iam.Role(
    "worker",
    assume_role_policy=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": "sts:AssumeRole",
                    "Principal": {"Service": "lambda.amazonaws.com"},
                }
            ],
        }
    ),
)
logs = aws.cloudwatch.LogGroup("worker", retention_in_days=7)
chat.grant(role, "send_message")
connections.grant(role, "scan")
aws.lambda_.Function(
    "worker",
    role=role.arn,
    runtime="python3.11",
    architectures=["x86_64"],
    handler="worker.handler",
    code=pulumi.FileArchive("./worker"),
    memory_size=128,
    timeout=20,
    environment={"variables": environment_for(chat, connections)},
    logging_config={"log_format": "Text", "log_group": logs.name},
    opts=pulumi.ResourceOptions(
        depends_on=[
            chat.resources.grants["worker"], connections.resources.grants["worker"]
        ]
    ),
)
"""
)

WORKER = """
from wingws_runtime import DynamodbTable, WebSocket

chat, connections = WebSocket("MyWebSocket"), DynamodbTable("WebSocketTable")

def handler(event, context):
    rows = connections.scan()
    return [chat.send_message(row["connectionId"], event["text"]) for row in rows]
"""


@pytest.fixture(scope="module")
def url_and_deployed(make_aws_project, cloud):
    """The URL that the stack exports, and what was deployed."""
    project = make_aws_project(PROGRAM)
    project.write(WORKER, file="worker/worker.py")
    shutil.copytree(
        Path(wingws_runtime.__file__).parent,
        project.folder / "worker" / "wingws_runtime",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    project.up()
    assert project.up().changed() == ()
    return project.outputs["url"], read(cloud)


@pytest.fixture
def push(url_and_deployed, cloud, tmp_path, tls):
    """Push: `push(deployed)` tells how the consumer ends, and what a client hears."""
    url, _ = url_and_deployed

    def push(deployed):
        host = Host(deployed, cloud.client("ssm"), folder=tmp_path, tls=tls)
        return asyncio.run(pushed(host, url, worker(deployed).name))

    return push


@pytest.fixture
def deployed(url_and_deployed):
    """What was deployed."""
    return url_and_deployed[1]


async def pushed(host, url, name):
    """Invoke the consumer while a client is connected."""
    async with host, host.connect(url) as client:
        result = await host.invoke(name, {"text": "from the queue"})
        heard = await client.recv() if isinstance(result, Returned) else None
    return result, heard


def worker(deployed):
    """Return the consumer's function."""
    return next(each for each in deployed.functions if each.name.startswith("worker"))


def test_a_consumer_pushes(push, deployed):
    """With the handles of handlers, over the table that they fill."""
    assert push(deployed) == (Returned([True]), "from the queue")


def test_its_role_has_what_was_granted_and_no_more(deployed):
    """One statement for each component."""
    actions = [each["Action"] for each in worker(deployed).statements]

    assert sorted(actions) == [["dynamodb:Scan"], ["execute-api:ManageConnections"]]


@pytest.mark.parametrize("action", ["dynamodb:Scan", "execute-api:ManageConnections"])
def test_it_needs_every_grant(push, deployed, action):
    """Without it AWS denies the call."""
    whole = worker(deployed)
    left = whole.statements_but(action)
    result, _ = push(deployed.but(whole, statements=left))

    assert isinstance(result, Failed)
    assert f"is not authorized to perform: {action} on resource" in result.message


def test_it_needs_its_environment(push, deployed):
    """Without it a handle knows no endpoint."""
    result, _ = push(deployed.but(worker(deployed), variables={}))

    assert isinstance(result, Failed)
    assert result.error_type == "NotInEnvironment"
