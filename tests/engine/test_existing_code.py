"""Code written for Lambda runs on the simulator as it stands."""

import json

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.aws.test_existing_code import CONNECT, DEFAULT

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

PROGRAM = """
import pulumi
from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
post = chat.execution_arn.apply(lambda arn: f"{arn}/prod/POST/@connections/*")
chat.on_connect("handlers.connect.handler")
chat.on_message(
    "handlers/default.handler",
    grants=[{"Action": "execute-api:ManageConnections", "Resource": post}],
)
pulumi.export("url", chat.url)
"""


def test_plain_functions_decide_and_push(make_project):
    """The same functions as on target aws, named by their paths."""
    project = make_project(PROGRAM)
    project.write(CONNECT, file="handlers/connect.py")
    project.write(DEFAULT, file="handlers/default.py")
    project.config_set("target", "sim")
    project.up()
    url = project.outputs["url"]

    with pytest.raises(InvalidStatus) as refused:
        connect(url)
    with connect(f"{url}?user=ann") as client:
        client.send("hello")
        event = json.loads(client.recv(timeout=20))

    assert refused.value.response.status_code == 402
    assert event["body"] == "hello"
