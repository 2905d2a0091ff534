"""Functions that are not ours: what their roles are granted, what they are told."""

import json

import pytest

from tests.deploy.recording import deploy, refused

COMPONENTS = """
import pulumi
import pulumi_aws as aws
from pulumi_wingws import DynamodbTable, WebSocket, environment_for

chat = WebSocket("Chat")
rows = DynamodbTable("Rows", hash_key="h", attribute_definitions={"h": "S"})
role = aws.iam.Role("worker", assume_role_policy="{}")

@chat.on_message
def on_message(connection_id, body):
    for row in rows.scan():
        rows.delete_item(key=row)
        chat.send_message(row["h"], body)
        chat.disconnect(row["h"])
"""

GRANTS = (
    COMPONENTS
    + """
chat.grant(role, "send_message", "disconnect")
rows.grant(role, "scan", "delete_item")
pulumi.export("grants", [*chat.resources.grants, *rows.resources.grants])
"""
)

POLICY = "aws:iam/rolePolicy:RolePolicy"


def statements(policy):
    """Return the statements of a policy."""
    return json.loads(policy.inputs["policy"])["Statement"]


def test_a_role_gets_what_a_handler_gets():
    """For the same methods, the statements are those of a handler that calls them."""
    policies = deploy(GRANTS).of(POLICY)
    granted = [
        *statements(policies["Rows-grant-worker"]),
        *statements(policies["Chat-grant-worker"]),
    ]

    # The first one is for the handler's own log.
    assert granted == statements(policies["Chat-default-policy"])[1:]


def test_a_grant_is_a_policy_below_its_component():
    """One of each component, in the role itself."""
    policies = deploy(GRANTS).of(POLICY)
    found = {(p.parent, p.name, p.inputs["role"]) for p in policies.values()}

    assert found == {
        ("Chat-default", "Chat-default-policy", "Chat-default-role-id"),
        ("Chat", "Chat-grant-worker", "worker-1a2b3c4"),
        ("Rows", "Rows-grant-worker", "worker-1a2b3c4"),
    }


def test_a_role_is_given_by_its_name_too():
    """As text, or as an Output, which has a number for want of a logical name."""
    program = """
chat.grant("by-name", "get_connection")
chat.grant(pulumi.Output.from_input("output"), "get_connection")
"""
    policies = deploy(COMPONENTS + program).of(POLICY)

    assert policies["Chat-grant-by-name"].inputs["role"] == "by-name"
    assert policies["Chat-grant-1"].inputs["role"] == "output"


@pytest.mark.parametrize(
    ("target", "grants"),
    [("aws", {"Chat-grant-worker", "Rows-grant-worker"}), ("sim", set())],
)
def test_the_simulator_makes_nothing_of_a_grant(target, grants):
    """Roles are AWS's; the program deploys to both."""
    deployment = deploy(GRANTS, target=target)

    assert {name for name in deployment.of(POLICY) if "grant" in name} == grants


def test_resources_hold_the_policies():
    """By the logical name of the role, for `depends_on` of the function."""
    program = GRANTS + (
        "aws.sns.Topic('Topic', opts=pulumi.ResourceOptions("
        "depends_on=[chat.resources.grants['worker'], *rows.resources.grants.values()]"
        "))\n"
    )
    topic = deploy(program).one("aws:sns/topic:Topic")

    assert {"Chat-grant-worker", "Rows-grant-worker"} <= topic.depends_on


@pytest.mark.parametrize(
    ("target", "endpoint"),
    [
        ("aws", "https://api123.execute-api.eu-central-1.amazonaws.com/prod"),
        ("sim", "http://127.0.0.1:20001/prod"),
    ],
)
def test_the_environment_is_a_handlers(target, endpoint):
    """The same document, in the same variable, with all components in it."""
    program = COMPONENTS + (
        "aws.sns.Topic('Topic', tags=environment_for(chat, rows))\n"
    )
    deployment = deploy(program, target=target)
    variables = deployment.one("aws:sns/topic:Topic").inputs["tags"]

    assert variables.keys() == {"WINGWS"}
    document = json.loads(variables["WINGWS"])
    assert document["websockets"] == {"Chat": {"endpoint": endpoint}}
    assert document["tables"].keys() == {"Rows"}
    if target == "aws":
        (function,) = deployment.of("aws:lambda/function:Function").values()
        assert function.inputs["environment"]["variables"] == variables


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            'chat.grant("arn:aws:iam::123456789012:role/worker", "disconnect")',
            "role 'arn:aws:iam::123456789012:role/worker' is not allowed; "
            "expected an aws.iam.Role, or the name of one, which is not its ARN",
        ),
        (
            'chat.grant(aws.sns.Topic("Topic"), "disconnect")',
            "role aws:sns/topic:Topic 'Topic' is not allowed; "
            "expected an aws.iam.Role, or the name of one, which is not its ARN",
        ),
        (
            'chat.grant(7, "disconnect")',
            "role 7 is not allowed; "
            "expected an aws.iam.Role, or the name of one, which is not its ARN",
        ),
        (
            "chat.grant(role)",
            "a grant of 'Chat' has no methods; "
            "expected some of broadcast, disconnect, get_connection, send_message",
        ),
        (
            'rows.grant(role, "scan", "put")',
            "method 'put' of a grant of 'Rows' is unknown; expected some of "
            "batch_get_item, batch_write_item, delete_item, get_item, put_item, query, "
            "scan, transact_get_items, transact_write_items, update_item",
        ),
        (
            'rows.grant(role, "scan"); rows.grant(role, "query")',
            "role 'worker' has a grant of 'Rows' already; "
            "name all of its methods in one",
        ),
        (
            "environment_for()",
            "environment_for() is of no component; "
            "expected each that the function uses",
        ),
        (
            "environment_for(chat.url)",
            "environment_for() of Output is not allowed; "
            "expected WebSockets and DynamodbTables",
        ),
        (
            "environment_for(rows, chat, chat)",
            "environment_for() has two websockets named 'Chat'; "
            "a function can tell them by their names only",
        ),
    ],
)
@pytest.mark.parametrize("target", ["aws", "sim"])
def test_what_cannot_be_is_refused_where_it_is_said(target, line, sentence):
    """On both targets, with what is allowed."""
    assert refused(COMPONENTS + line, target=target) == sentence


def test_an_output_that_is_no_name_of_a_role_is_refused():
    """When its value is known, and without it: it may be a secret."""
    program = COMPONENTS + 'chat.grant(role.arn, "disconnect")'

    # The mocks' ARN is one of no role: "arn:worker".
    assert refused(program).endswith(
        "role of an Output of type str is not allowed; "
        "expected an aws.iam.Role, or the name of one, which is not its ARN"
    )


def test_a_handler_cannot_grant():
    """Rights are given when the program is deployed."""
    program = COMPONENTS.replace(
        "    for row", '    chat.grant("worker", "disconnect")\n    for row'
    )

    assert "grant" in refused(program)
