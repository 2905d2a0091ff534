"""IAM statements from the methods that code calls."""

import inspect

import pytest
import wingws_runtime

from pulumi_wingws.permissions import (
    REGISTRY_ACTIONS,
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


@pytest.mark.parametrize(
    ("method", "actions"),
    [
        ("put_item", ["PutItem"]),
        ("get_item", ["GetItem"]),
        ("delete_item", ["DeleteItem"]),
        ("update_item", ["UpdateItem"]),
        ("scan", ["Scan"]),
        ("query", ["Query"]),
        ("batch_get_item", ["BatchGetItem"]),
        ("batch_write_item", ["BatchWriteItem"]),
        ("transact_get_items", ["GetItem"]),
        (
            "transact_write_items",
            ["ConditionCheckItem", "DeleteItem", "PutItem", "UpdateItem"],
        ),
    ],
)
def test_each_table_method_has_its_actions(method, actions):
    """A method allows its own actions on its own table, as Wing's table says."""
    statement = table_statement({method}, table_arn=TABLE_ARN, has_indexes=False)

    assert statement == {
        "Effect": "Allow",
        "Action": [f"dynamodb:{action}" for action in actions],
        "Resource": [TABLE_ARN],
    }


@pytest.mark.parametrize("method", TABLE_ACTIONS)
def test_indexes_are_allowed_to_who_scans_or_queries(method):
    """Index ARNs appear for scan and query, and only where there are indexes."""
    with_indexes = table_statement({method}, table_arn=TABLE_ARN, has_indexes=True)
    without = table_statement({method}, table_arn=TABLE_ARN, has_indexes=False)

    of_indexes = [f"{TABLE_ARN}/index/*"] if method in {"scan", "query"} else []
    assert with_indexes["Resource"] == [TABLE_ARN, *of_indexes]
    assert without["Resource"] == [TABLE_ARN]


def test_other_statements_name_what_they_allow():
    """A function writes its own log group and reads its own parameters."""
    assert log_statement("arn:logs")["Resource"] == ["arn:logs:*"]
    assert parameter_statement(["b", "a"])["Resource"] == ["a", "b"]
    assert policy_document([]) == {"Version": "2012-10-17", "Statement": []}


@pytest.mark.parametrize(
    ("handle", "methods"),
    [
        (wingws_runtime.WebSocket, {**WEBSOCKET_VERBS, **REGISTRY_ACTIONS}),
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
