"""IAM statements that users add: `grants=[…]`."""

import json

import pytest

from pulumi_wingws.cli import main
from tests.deploy.recording import deploy, refused

HEAD = """
import pulumi
from pulumi_wingws import DynamodbTable, WebSocket

bucket = pulumi.Output.from_input("arn:aws:s3:::bucket")
READ = {"Action": "s3:GetObject", "Resource": bucket.apply(lambda arn: arn + "/*")}
SEND = {
    "Sid": "Mail",
    "Effect": "Allow",
    "Action": ["ses:SendEmail", "ses:SendRawEmail"],
    "Resource": ["*"],
    "Condition": {"StringEquals": {"ses:FromAddress": "a@example.com"}},
}
"""

PROGRAM = (
    HEAD
    + """
chat = WebSocket("Chat", grants=[READ])
rows = DynamodbTable("Rows", hash_key="h", attribute_definitions={"h": "S"})

@chat.on_message(grants=[SEND])
def on_message(connection_id, body):
    rows.scan()

@chat.on_connect
def on_connect(connection_id):
    pass
"""
)
READ = {
    "Effect": "Allow",
    "Action": ["s3:GetObject"],
    "Resource": ["arn:aws:s3:::bucket/*"],
}
SEND = {
    "Sid": "Mail",
    "Effect": "Allow",
    "Action": ["ses:SendEmail", "ses:SendRawEmail"],
    "Resource": ["*"],
    "Condition": {"StringEquals": {"ses:FromAddress": "a@example.com"}},
}


def test_grants_reach_the_simulators_function():
    """Those of the API, then those of the handler, after what its code needs."""
    deployment = deploy(PROGRAM, target="sim")

    functions = deployment.of("pulumi-python:dynamic/wingws:Function")
    assert functions["Chat-default"].inputs["statements"][1:] == [READ, SEND]
    assert functions["Chat-connect"].inputs["statements"] == [READ]


def test_grants_reach_the_role_on_aws():
    """The role's policy has the log group, what the code needs, and the grants."""
    deployment = deploy(PROGRAM, target="aws", aws_region="eu-central-1")

    policies = deployment.of("aws:iam/rolePolicy:RolePolicy")
    policy = json.loads(policies["Chat-default-policy"].inputs["policy"])
    assert policy["Statement"][2:] == [READ, SEND]
    policy = json.loads(policies["Chat-connect-policy"].inputs["policy"])
    assert policy["Statement"][1:] == [READ]


def test_preview_and_explain_show_grants(capsys):
    """The line of the preview names them, `wingws explain` says whence they come."""
    deployment = deploy(PROGRAM, target="sim", preview=True)

    (line,) = [text for _, text in deployment.logs if text.startswith("on_connect")]
    assert line.endswith(" · may s3:GetObject on arn:aws:s3:::bucket/*")
    assert main(["explain", "on_message"]) == 0
    shown = capsys.readouterr().out
    line = PROGRAM.split("\n").index("    rows.scan()") + 1
    assert f"dynamodb:Scan on Rows  __main__.py:{line}\n" in shown
    assert "ses:SendEmail, ses:SendRawEmail on *  grants=\n" in shown


def test_a_grant_for_what_waits_for_the_handler_is_refused():
    """An API's url waits for its handlers, so no grant of theirs can wait for it."""
    program = (
        HEAD
        + """
chat = WebSocket("Chat")

@chat.on_message(grants=[{"Action": "s3:GetObject", "Resource": chat.url}])
def on_message(connection_id, body):
    pass
"""
    )
    assert "captures what waits for the handler itself" in refused(
        program, target="sim"
    )


@pytest.mark.parametrize(
    ("grants", "sentence"),
    [
        (
            '"s3:GetObject"',
            "grants 's3:GetObject' are not allowed; expected a list of IAM statements "
            'like {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*"}',
        ),
        (
            "[7]",
            "grant 7 is not allowed; expected an IAM statement like "
            '{"Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*"}',
        ),
        (
            '[{"Action": "s3:GetObject", "Resource": "*", "Principal": "*"}]',
            "key 'Principal' of a grant is unknown; "
            "expected Action, Resource, Effect, Sid, Condition",
        ),
        (
            '[{"Action": "s3:GetObject"}]',
            "grant {'Action': 's3:GetObject'} has no Resource; expected one like "
            '{"Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*"}',
        ),
        (
            '[{"Action": "GetObject", "Resource": "*"}]',
            "a grant's Action 'GetObject' is not allowed; "
            "expected service:Action, as s3:GetObject",
        ),
        (
            '[{"Action": "s3:GetObject", "Resource": "bucket"}]',
            "a grant's Resource 'bucket' is not allowed; "
            "expected an ARN, an Output of one, or '*'",
        ),
        (
            '[{"Action": "s3:GetObject", "Resource": "*", "Effect": "Deny"}]',
            "a grant's Effect 'Deny' is not allowed; expected 'Allow'",
        ),
        (
            '[{"Action": "s3:GetObject", "Resource": "*", "Sid": "a b"}]',
            "a grant's Sid 'a b' is not allowed; expected letters and digits",
        ),
        (
            '[{"Action": "s3:GetObject", "Resource": "*", "Condition": "x"}]',
            "a grant's Condition 'x' is not allowed; expected a dict of operators",
        ),
    ],
)
def test_what_is_no_grant_is_refused_where_it_is_given(grants, sentence):
    """The value given, and what is allowed."""
    assert refused(f"{HEAD}WebSocket('Chat', grants={grants})", target="sim") == (
        sentence
    )
