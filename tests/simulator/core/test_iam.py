"""Policy statements, as IAM evaluates them."""

import pytest
from wingws_simulator.core.iam import (
    Decision,
    PolicyError,
    Statement,
    allows_all,
    evaluate,
)

ALLOW, EXPLICIT, IMPLICIT = (
    Decision.ALLOW,
    Decision.EXPLICIT_DENY,
    Decision.IMPLICIT_DENY,
)
TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/Rooms"
ROUTE = "arn:aws:execute-api:us-east-1:123456789012:abcd123/prod/$connect"


def statement(effect="Allow", action="dynamodb:PutItem", resource=TABLE, **rest):
    return {"Effect": effect, "Action": action, "Resource": resource, **rest}


def decide(*statements, action="dynamodb:PutItem", resource=TABLE, context=None):
    return evaluate(statements, action=action, resource=resource, context=context)


def test_nothing_is_allowed_by_itself():
    """Without a statement everything is denied implicitly."""
    assert decide() is IMPLICIT


@pytest.mark.parametrize(
    "statements",
    [
        (statement(), statement("Deny")),
        (statement("Deny"), statement()),
        (statement(), statement("Deny", action="*", resource="*")),
    ],
)
@pytest.mark.fidelity("6.3", "explicit deny wins over allow")
def test_explicit_deny_wins(statements):
    """A deny wins over any allow, in whatever order they stand."""
    assert decide(*statements) is EXPLICIT


@pytest.mark.parametrize(
    ("pattern", "decision"),
    [
        ("dynamodb:PutItem", ALLOW),
        ("dynamodb:putitem", ALLOW),
        ("DynamoDB:Put*", ALLOW),
        ("dynamodb:*", ALLOW),
        ("*", ALLOW),
        ("dynamodb:Put?tem", ALLOW),
        (["dynamodb:GetItem", "dynamodb:PutItem"], ALLOW),
        ("dynamodb:Get*", IMPLICIT),
        ("dynamodb:PutItem?", IMPLICIT),
        ("dynamodb:Put", IMPLICIT),
        ("execute-api:*", IMPLICIT),
        ("dynamodb.PutItem", IMPLICIT),
    ],
)
def test_action(pattern, decision):
    """Actions match by wildcards, whatever their case."""
    assert decide(statement(action=pattern)) is decision


@pytest.mark.parametrize(
    ("pattern", "resource", "decision"),
    [
        (TABLE, TABLE, ALLOW),
        ("*", TABLE, ALLOW),
        ([ROUTE, TABLE], TABLE, ALLOW),
        ("arn:aws:dynamodb:*:*:table/Rooms", TABLE, ALLOW),
        ("arn:aws:dynamodb:us-east-?:*:table/R*s", TABLE, ALLOW),
        ("arn:aws:dynamodb:*", TABLE, ALLOW),
        (f"{TABLE}/index/*", f"{TABLE}/index/by-name", ALLOW),
        (TABLE.lower(), TABLE, IMPLICIT),
        (f"{TABLE}/index/*", TABLE, IMPLICIT),
        (f"{TABLE}?", TABLE, IMPLICIT),
        ("arn:aws:dynamodb:us-e*t-1:123456789012:table/Rooms", TABLE, ALLOW),
        ("arn:aws:dyn*table/Rooms", TABLE, IMPLICIT),
        (ROUTE, ROUTE, ALLOW),
        (ROUTE.replace("prod", "*"), ROUTE, ALLOW),
        (ROUTE.replace("prod/$connect", "*"), ROUTE, ALLOW),
        (ROUTE.replace("prod/$connect", "*/*/*"), ROUTE, IMPLICIT),
        (ROUTE.replace("$connect", "$disconnect"), ROUTE, IMPLICIT),
    ],
)
def test_resource(pattern, resource, decision):
    """ARNs match by wildcards that stay in their segment unless they end it."""
    assert decide(statement(resource=pattern), resource=resource) is decision


@pytest.mark.parametrize(
    ("negated", "decision"),
    [
        ({"NotAction": "dynamodb:Delete*", "Resource": "*"}, ALLOW),
        ({"NotAction": ["dynamodb:Put*", "ssm:*"], "Resource": "*"}, IMPLICIT),
        ({"Action": "*", "NotResource": f"{TABLE}2"}, ALLOW),
        ({"Action": "*", "NotResource": [TABLE]}, IMPLICIT),
    ],
)
def test_negated_elements(negated, decision):
    """NotAction and NotResource apply to all that they do not match."""
    assert decide({"Effect": "Allow", **negated}) is decision


@pytest.mark.parametrize(
    ("condition", "decision"),
    [
        ({}, ALLOW),
        ({"StringEquals": {"aws:username": "ada"}}, ALLOW),
        ({"StringEquals": {"AWS:UserName": "ada"}}, ALLOW),
        ({"StringEquals": {"aws:username": "Ada"}}, IMPLICIT),
        ({"StringEquals": {"aws:username": ["bob", "ada"]}}, ALLOW),
        ({"StringEquals": {"aws:username": "a*"}}, IMPLICIT),
        ({"StringNotEquals": {"aws:username": ["bob", "ada"]}}, IMPLICIT),
        ({"StringNotEquals": {"aws:username": "bob"}}, ALLOW),
        ({"StringEqualsIgnoreCase": {"aws:username": "ADA"}}, ALLOW),
        ({"StringLike": {"aws:username": "a?a*"}}, ALLOW),
        ({"StringNotLike": {"aws:username": "a*"}}, IMPLICIT),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:*:*:*:abcd123/*/$connect"}}, ALLOW),
        ({"ArnEquals": {"aws:SourceArn": ROUTE}}, ALLOW),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:*"}}, IMPLICIT),
        ({"ArnNotLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}}, ALLOW),
        ({"Bool": {"aws:SecureTransport": "true"}}, ALLOW),
        ({"Bool": {"aws:SecureTransport": False}}, IMPLICIT),
        ({"NumericEquals": {"s3:max-keys": "10.0"}}, ALLOW),
        ({"NumericNotEquals": {"s3:max-keys": 10}}, IMPLICIT),
        ({"NumericLessThan": {"s3:max-keys": 11}}, ALLOW),
        ({"NumericLessThanEquals": {"s3:max-keys": 10}}, ALLOW),
        ({"NumericGreaterThan": {"s3:max-keys": 10}}, IMPLICIT),
        ({"NumericGreaterThanEquals": {"s3:max-keys": 10}}, ALLOW),
        ({"NumericEquals": {"aws:username": 1}}, IMPLICIT),
        ({"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"]}}, ALLOW),
        ({"IpAddress": {"aws:SourceIp": "192.0.2.7"}}, ALLOW),
        ({"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}, IMPLICIT),
        ({"IpAddress": {"aws:username": "192.0.2.0/24"}}, IMPLICIT),
        # A key that the request does not have.
        ({"StringEquals": {"aws:missing": "x"}}, IMPLICIT),
        ({"StringNotEquals": {"aws:missing": "x"}}, ALLOW),
        ({"StringEqualsIfExists": {"aws:missing": "x"}}, ALLOW),
        ({"StringEqualsIfExists": {"aws:username": "x"}}, IMPLICIT),
        ({"Null": {"aws:missing": "true"}}, ALLOW),
        ({"Null": {"aws:username": "true"}}, IMPLICIT),
        ({"Null": {"aws:username": False}}, ALLOW),
        # All operators and all keys must hold.
        (
            {
                "StringEquals": {"aws:username": "ada"},
                "Bool": {"aws:SecureTransport": "false"},
            },
            IMPLICIT,
        ),
        ({"StringEquals": {"aws:username": "ada", "aws:missing": "x"}}, IMPLICIT),
    ],
)
def test_condition(condition, decision):
    """A statement applies only where all its conditions hold."""
    context = {
        "aws:username": "ada",
        "aws:SourceArn": ROUTE,
        "aws:SecureTransport": "true",
        "aws:SourceIp": "192.0.2.7",
        "s3:max-keys": "10",
    }

    assert decide(statement(Condition=condition), context=context) is decision


@pytest.mark.parametrize(
    ("malformed", "problem"),
    [
        ("allow", "expected an object"),
        ({}, "Effect None is invalid"),
        (statement("allow"), "Effect 'allow' is invalid"),
        (statement(action=[]), "Action \\[\\] is invalid"),
        (statement(action=[1]), "expected a list of text"),
        (statement(resource=None), "Resource None is invalid"),
        (statement(NotAction="*"), "either Action or NotAction"),
        ({"Effect": "Allow", "Action": "*"}, "either Resource or NotResource"),
        (statement(Actions="*"), "statement has \\['Actions'\\]"),
        (statement(Condition=[]), "Condition \\[\\] is invalid"),
        (statement(Condition={"Equals": {}}), "operator 'Equals' is unknown"),
        (statement(Condition={"Bool": "true"}), "Bool 'true' is invalid"),
        (statement(Condition={"Bool": {"a": []}}), "value \\[\\] is invalid"),
    ],
)
def test_malformed(malformed, problem):
    """What IAM would not take is refused by name, wherever it stands."""
    with pytest.raises(PolicyError, match=problem):
        decide(statement("Deny", action="*", resource="*"), malformed)


def test_parsed_once():
    """A statement that was parsed before decides like its text."""
    assert decide(Statement.parse(statement())) is ALLOW


CONNECTIONS = (
    "arn:aws:execute-api:us-east-1:123456789012:abcd123/prod/POST/@connections/"
)
POSTS = statement(action="execute-api:ManageConnections", resource=f"{CONNECTIONS}*")


@pytest.mark.parametrize(
    ("statements", "are_all"),
    [
        ([POSTS], True),
        ([POSTS, statement()], True),
        ([statement(action="*", resource="*")], True),
        ([], False),
        ([statement()], False),
        ([POSTS, statement("Deny")], False),
        ([{**POSTS, "Resource": f"{CONNECTIONS}a*"}], False),
        ([{**POSTS, "Resource": f"{CONNECTIONS}BFaT_fALIAMCKug="}], False),
        ([{**POSTS, "Resource": CONNECTIONS.replace("POST", "GET") + "*"}], False),
        ([{**POSTS, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}], False),
        ([{"Effect": "Allow", "Action": "*", "NotResource": f"{CONNECTIONS}a"}], False),
        ([{"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}], False),
    ],
)
def test_allows_all(statements, are_all):
    """Whether all ids are allowed is told from plain statements only."""
    parsed = [Statement.parse(each) for each in statements]
    action = "execute-api:ManageConnections"
    assert allows_all(parsed, action, CONNECTIONS) is are_all
