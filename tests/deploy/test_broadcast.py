"""What a handler that broadcasts needs, and only such a one gets."""

import json

import pytest

from tests.deploy.recording import deploy

CHAT = """
from pulumi_wingws import DynamodbTable, WebSocket

rows = DynamodbTable(
    "Rows", hash_key="id", attribute_definitions={"id": "S"}, stream="KEYS_ONLY"
)
chat = WebSocket("Chat"HANDLERS)

@chat.on_connect
def on_connect(connection_id):
    rows.put_item(item={"id": connection_id})

def tell_all(message):
    return chat.broadcast(message, to=[row["id"] for row in rows.scan()])

@chat.on_message
def on_message(connection_id, body):
    tell_all(body)

@rows.on_change
def on_change(change):
    chat.send_message("id", "x")
"""

POLICY = "aws:iam/rolePolicy:RolePolicy"


def program(handlers=""):
    return CHAT.replace("HANDLERS", handlers)


def statements(policy):
    return json.loads(policy.inputs["policy"])["Statement"]


def policies(deployment):
    return deployment.of(POLICY)


@pytest.mark.parametrize(
    ("handlers", "name"), [("", "Chat-default"), (', handlers="single"', "Chat-routes")]
)
def test_a_broadcast_may_share_itself_out(handlers, name):
    """Its function may invoke itself and nothing else, by a policy of its own."""
    deployment = deploy(program(handlers), target="aws")
    made = policies(deployment)
    (own,) = (policy for policy in made if policy.endswith("-invoke"))
    function = own.removesuffix("-invoke")
    assert statements(made[own]) == [
        {
            "Effect": "Allow",
            "Action": ["lambda:InvokeFunction"],
            "Resource": [f"arn:{function}-function"],
        }
    ]
    assert made[own].depends_on >= {f"{function}-function", f"{function}-role"}
    assert made[own].parent == function
    others = [s for p in made.values() if p is not made[own] for s in statements(p)]
    assert not any("lambda:InvokeFunction" in each["Action"] for each in others)


def test_a_broadcast_needs_post():
    """It is what send_message needs, and no verb more."""
    made = policies(deploy(program(), target="aws"))
    (posts,) = (
        each["Resource"]
        for each in statements(made["Chat-default-policy"])
        if "execute-api:ManageConnections" in each["Action"]
    )
    assert [resource.partition("/prod/")[2] for resource in posts] == [
        "POST/@connections/*"
    ]


def test_on_the_simulator():
    """There the statement is one of the function's, which has its handler's name."""
    functions = deploy(program(), target="sim").of(
        "pulumi-python:dynamic/wingws:Function"
    )
    allowed = {
        name: [
            each["Resource"]
            for each in function.inputs["statements"]
            if "lambda:InvokeFunction" in each["Action"]
        ]
        for name, function in functions.items()
    }
    arn = "arn:aws:lambda:us-east-1:000000000000:function:Chat-default"
    assert allowed.pop("Chat-default") == [[arn]]
    assert set(map(len, allowed.values())) == {0}


def test_the_preview_says_so():
    """Its line names the right beside the others."""
    logs = deploy(program(), target="aws", preview=True).logs
    (line,) = (text for _, text in logs if text.startswith("on_message"))
    assert "execute-api:ManageConnections (POST) on Chat" in line
    assert "lambda:InvokeFunction on itself" in line


def test_a_grant_of_broadcast():
    """A function that is not ours sends to everyone by itself."""
    program = (
        "import pulumi_aws as aws\n"
        "from pulumi_wingws import WebSocket\n"
        "role = aws.iam.Role('worker', name='worker', assume_role_policy='{}')\n"
        "chat = WebSocket('Chat')\n"
        "chat.grant(role, 'broadcast')\n"
        "@chat.on_message\n"
        "def on_message(connection_id, body): pass\n"
    )
    made = policies(deploy(program, target="aws"))
    (statement,) = statements(made["Chat-grant-worker"])
    assert statement["Action"] == ["execute-api:ManageConnections"]
    assert len(made) == 2
