"""Rules about IAM policies."""

import json

import pytest

from policy.rules.rule import UNKNOWN
from policy.rules.statements import ACTIONS, CALLBACKS, RESOURCES

CALLBACK = "execute-api:ManageConnections"
API = "arn:aws:execute-api:eu-central-1:123456789012:abc123"
TABLE = "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/chat"


def allow(actions, resources=TABLE):
    return {"Effect": "Allow", "Action": actions, "Resource": resources}


def policy(*statements):
    document = {"Version": "2012-10-17", "Statement": statements}
    return {"policy": json.dumps(document)}


@pytest.mark.parametrize(
    "action",
    ["*", "dynamodb:*", "DynamoDB:Get*", "dynamodb:GetIte?", "execute-api:*"],
)
def test_a_wildcard_among_actions_is_named(action):
    """Whichever letters the service is written in."""
    (message,) = ACTIONS.check(policy(allow(["dynamodb:GetItem", action])))

    assert message == f"statement 1 allows {action!r}; expected actions by name"


def test_what_only_leaves_actions_or_resources_out_allows_the_rest():
    """NotAction and NotResource are wildcards in other words."""
    statement = {"Effect": "Allow", "NotAction": "iam:*", "NotResource": TABLE}

    assert len([*ACTIONS.check(policy(statement))]) == 1
    assert len([*RESOURCES.check(policy(statement))]) == 1
    assert len([*CALLBACKS.check(policy(statement))]) == 1


@pytest.mark.parametrize("action", ["dynamodb:GetItem", "s3:*", "dynamodbx:*"])
def test_actions_by_name_are_fine(action):
    """So are wildcards of other services."""
    assert [*ACTIONS.check(policy(allow(action)))] == []


@pytest.mark.parametrize(
    "resource",
    [
        "*",
        "arn:aws:dynamodb:*",
        "arn:aws:dynamodb:*:*:*",
        "arn:aws:dynamodb:eu-central-1:123456789012:table/*",
        "arn:aws:dynamodb:eu-central-1:123456789012:table/chat*",
        "arn:aws:dynamodb:eu-central-1:123456789012:table/*/index/*",
    ],
)
def test_a_wildcard_in_place_of_a_table_is_named(resource):
    """Also if other tables are named beside it."""
    (message,) = RESOURCES.check(policy(allow("dynamodb:Query", [TABLE, resource])))

    assert message.startswith(f"statement 1 is for {resource!r}; expected the ARNs")


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("dynamodb:Query", TABLE),
        ("dynamodb:Query", f"{TABLE}/index/*"),
        ("dynamodb:Query", "arn:aws:dynamodb:*:123456789012:table/chat"),
        (["dynamodb:Query", "s3:GetObject"], [TABLE, "arn:aws:s3:::bucket/*"]),
        ("dynamodb:ListTables", "*"),
        ("s3:GetObject", "*"),
        ("execute-api:Invoke", f"{API}/prod/*"),
        (CALLBACK, "*"),  # which another rule says
    ],
)
def test_resources_by_name_are_fine(action, resource):
    """Wildcards behind the name are, and where an action has no resource."""
    assert [*RESOURCES.check(policy(allow(action, resource)))] == []


def test_a_wildcard_in_place_of_an_api_is_named():
    """Who may connect to any API may connect to those of others."""
    resource = "arn:aws:execute-api:eu-central-1:123456789012:*/prod/$connect"

    assert len([*RESOURCES.check(policy(allow("execute-api:Invoke", resource)))]) == 1


@pytest.mark.parametrize("action", [CALLBACK, CALLBACK.lower(), "execute-api:*", "*"])
@pytest.mark.parametrize(
    "resource",
    [
        "*",
        "arn:aws:execute-api:*:*:*/*",
        "arn:aws:execute-api:eu-central-1:123456789012:*/prod/POST/@connections/*",
        "arn:aws:execute-api:eu-central-1:123456789012:*",
    ],
)
def test_callbacks_of_any_api_are_a_violation(action, resource):
    """A function could post to the connections of all APIs of the account."""
    (message,) = CALLBACKS.check(policy(allow(action, resource)))

    assert message.startswith(
        f"statement 1 allows execute-api:ManageConnections on {resource!r}; expected"
    )


@pytest.mark.parametrize("path", ["/*", "/prod/*", "/prod/POST/@connections/*"])
def test_callbacks_of_one_api_are_fine(path):
    """Of all of its connections, which nobody can name before."""
    assert [*CALLBACKS.check(policy(allow(CALLBACK, API + path)))] == []


def test_a_statement_is_called_by_its_sid():
    """Others are by their number."""
    named = {**allow("dynamodb:*"), "Sid": "Tables"}
    messages = ACTIONS.check(policy(allow("dynamodb:GetItem"), named, allow("*")))

    assert [each.partition(" allows ")[0] for each in messages] == [
        "statement Tables",
        "statement 3",
    ]


@pytest.mark.parametrize("rule", [ACTIONS, RESOURCES, CALLBACKS])
def test_what_is_denied_may_be_wide(rule):
    """Only statements that allow are looked at."""
    assert [*rule.check(policy({**allow("*", "*"), "Effect": "Deny"}))] == []


@pytest.mark.parametrize("rule", [ACTIONS, RESOURCES, CALLBACKS])
def test_policies_inside_a_role_count(rule):
    """Each of them; a single statement needs no list."""
    document = json.dumps({"Statement": allow("*", "*")})
    role = {"inlinePolicies": [UNKNOWN, {"policy": UNKNOWN}, {"policy": document}]}

    assert len([*rule.check(role)]) == 1


@pytest.mark.parametrize("rule", [ACTIONS, RESOURCES, CALLBACKS])
@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"policy": UNKNOWN, "inlinePolicies": UNKNOWN},
        {"policy": {"Statement": [UNKNOWN, allow(UNKNOWN, [UNKNOWN])]}},
        {"policy": "{"},
    ],
)
def test_what_cannot_be_read_is_left_to_the_update_and_to_aws(rule, properties):
    """Unknown values, wherever they are, and text that is no JSON."""
    assert [*rule.check(properties)] == []
