"""IAM statements from the methods that code calls."""

import inspect

import pytest
import wingws_runtime

from pulumi_wingws.permissions import (
    TABLE_ACTIONS,
    WEBSOCKET_VERBS,
    log_statement,
    parameter_statement,
    policy_document,
    table_statement,
    websocket_statement,
)

EXECUTION_ARN = "arn:aws-cn:execute-api:cn-north-1:1:abc"
TABLE_ARN = "arn:aws:dynamodb:eu-west-1:1:table/t"


def test_sending_needs_post_on_the_connections_of_one_stage():
    """send_message allows POST and nothing else, in the API's own partition."""
    statement = websocket_statement(
        {"send_message"}, execution_arn=EXECUTION_ARN, stage_name="prod"
    )

    assert statement == {
        "Effect": "Allow",
        "Action": ["execute-api:ManageConnections"],
        "Resource": [f"{EXECUTION_ARN}/prod/POST/@connections/*"],
    }


def test_each_websocket_method_has_its_verb():
    """disconnect is DELETE, get_connection is GET."""
    statement = websocket_statement(
        {"disconnect", "get_connection"}, execution_arn="api", stage_name="s"
    )

    assert statement["Resource"] == [
        "api/s/DELETE/@connections/*",
        "api/s/GET/@connections/*",
    ]


@pytest.mark.parametrize(("method", "action"), TABLE_ACTIONS.items())
def test_each_table_method_has_its_action(method, action):
    """A method allows its own action on its own table."""
    statement = table_statement({method}, table_arn=TABLE_ARN, has_indexes=False)

    assert statement == {
        "Effect": "Allow",
        "Action": [action],
        "Resource": [TABLE_ARN],
    }


def test_indexes_are_allowed_to_who_scans_or_queries():
    """Index ARNs appear for scan and query, and only where there are indexes."""
    query = table_statement({"query"}, table_arn=TABLE_ARN, has_indexes=True)
    put = table_statement({"put_item"}, table_arn=TABLE_ARN, has_indexes=True)

    assert query["Resource"] == [TABLE_ARN, f"{TABLE_ARN}/index/*"]
    assert put["Resource"] == [TABLE_ARN]


def test_other_statements_name_what_they_allow():
    """A function writes its own log group and reads its own parameters."""
    assert log_statement("arn:logs")["Resource"] == ["arn:logs:*"]
    assert parameter_statement(["b", "a"])["Resource"] == ["a", "b"]
    assert policy_document([]) == {"Version": "2012-10-17", "Statement": []}


@pytest.mark.parametrize(
    ("handle", "methods"),
    [
        (wingws_runtime.WebSocket, WEBSOCKET_VERBS),
        (wingws_runtime.DynamodbTable, TABLE_ACTIONS),
    ],
)
def test_every_method_of_a_handle_is_known(handle, methods):
    """A method added to a handle cannot be forgotten here."""
    public = {
        name
        for name, _ in inspect.getmembers(handle, inspect.isfunction)
        if not name.startswith("_")
    }

    assert public == set(methods)
