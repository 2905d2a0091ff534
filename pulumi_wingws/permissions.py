"""IAM statements for what a handler's reachable code calls, and nothing more.

Pure: names of handler-time methods and ARNs in, statements out. Actions are those of
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html
and https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
"""

from collections.abc import Collection, Mapping
from typing import Any, Literal, TypeAlias

__all__ = [
    "API_GATEWAY_TRUST",
    "LAMBDA_TRUST",
    "REGISTRATION_ACTIONS",
    "REGISTRY_ACTIONS",
    "TABLE_ACTIONS",
    "WEBSOCKET_VERBS",
    "TableMethod",
    "WebSocketMethod",
    "invoke_statement",
    "key_statement",
    "log_statement",
    "network_statement",
    "parameter_statement",
    "policy_document",
    "registry_statement",
    "stream_statements",
    "table_statement",
    "tracing_statement",
    "websocket_statement",
]

Statement = dict[str, Any]

WebSocketMethod: TypeAlias = Literal[
    "send_message",
    "broadcast",
    "disconnect",
    "get_connection",
    "room",
    "user",
    "connection",
]
"""A handler-time method of a ``WebSocket``; the last three of one that knows its
connections."""

TableMethod: TypeAlias = Literal[
    "put_item",
    "get_item",
    "delete_item",
    "update_item",
    "scan",
    "query",
    "batch_get_item",
    "batch_write_item",
    "transact_get_items",
    "transact_write_items",
]
"""A handler-time method of a ``DynamodbTable``."""

#: Handler-time method of a ``WebSocket`` → HTTP method of ``@connections``.
WEBSOCKET_VERBS: Mapping[str, str] = {
    "send_message": "POST",
    "broadcast": "POST",
    "disconnect": "DELETE",
    "get_connection": "GET",
    "room": "POST",
    "user": "POST",
}

#: Handler-time method of a ``WebSocket`` with ``connections=True`` → its IAM actions on
#: the table: to read who is there, and to take out who is found to be gone.
REGISTRY_ACTIONS: Mapping[str, Collection[str]] = {
    "broadcast": ("dynamodb:DeleteItem", "dynamodb:Query", "dynamodb:UpdateItem"),
    "room": (
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
    ),
    "user": ("dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:UpdateItem"),
    "connection": ("dynamodb:GetItem", "dynamodb:UpdateItem"),
}

#: Route → what a function may do there with the table that registers its connections.
REGISTRATION_ACTIONS: Mapping[str, Collection[str]] = {
    "$connect": ("dynamodb:PutItem", "dynamodb:UpdateItem"),
    "$disconnect": ("dynamodb:DeleteItem", "dynamodb:UpdateItem"),
}

#: Handler-time method of a ``DynamodbTable`` → its IAM actions. Those of transactions
#: are of their parts:
#: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
TABLE_ACTIONS: Mapping[str, Collection[str]] = {
    "put_item": ("dynamodb:PutItem",),
    "get_item": ("dynamodb:GetItem",),
    "delete_item": ("dynamodb:DeleteItem",),
    "update_item": ("dynamodb:UpdateItem",),
    "scan": ("dynamodb:Scan",),
    "query": ("dynamodb:Query",),
    "batch_get_item": ("dynamodb:BatchGetItem",),
    "batch_write_item": ("dynamodb:BatchWriteItem",),
    "transact_get_items": ("dynamodb:GetItem",),
    "transact_write_items": (
        "dynamodb:ConditionCheckItem",
        "dynamodb:DeleteItem",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
    ),
}

_INDEX_METHODS = frozenset({"scan", "query"})


def policy_document(statements: Collection[Statement]) -> dict[str, Any]:
    """Wrap statements as a policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _trust(service: str) -> dict[str, Any]:
    return policy_document(
        [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"Service": service},
            }
        ]
    )


#: Who may assume a function's role.
LAMBDA_TRUST = _trust("lambda.amazonaws.com")

#: Who may assume the role that an account's APIs write logs with.
API_GATEWAY_TRUST = _trust("apigateway.amazonaws.com")


def _allow(actions: Collection[str], resources: Collection[str]) -> Statement:
    return {
        "Effect": "Allow",
        "Action": sorted(actions),
        "Resource": sorted(resources),
    }


def websocket_statement(
    methods: Collection[str], *, execution_arn: str, stage_name: str
) -> Statement:
    """Allow ``methods`` on every connection of one stage of one API."""
    verbs = {WEBSOCKET_VERBS[method] for method in methods}
    return _allow(
        {"execute-api:ManageConnections"},
        {f"{execution_arn}/{stage_name}/{verb}/@connections/*" for verb in verbs},
    )


def registry_statement(actions: Collection[str], *, table_arn: str) -> Statement:
    """Allow ``actions`` on the table that knows the connections of an API."""
    return _allow(actions, {table_arn})


def table_statement(
    methods: Collection[str], *, table_arn: str, has_indexes: bool
) -> Statement:
    """Allow ``methods`` on one table; on its indexes only to scan or query them."""
    resources = {table_arn}
    if has_indexes and _INDEX_METHODS.intersection(methods):
        resources.add(f"{table_arn}/index/*")
    actions = {action for method in methods for action in TABLE_ACTIONS[method]}
    return _allow(actions, resources)


def stream_statements(stream_arn: str) -> list[Statement]:
    """Let a function's event source mapping read a table's stream.

    https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
    """
    table_arn = stream_arn.partition("/stream/")[0]
    return [
        {
            "Effect": "Allow",
            "Action": [
                "dynamodb:DescribeStream",
                "dynamodb:GetRecords",
                "dynamodb:GetShardIterator",
            ],
            "Resource": stream_arn,
        },
        {
            "Effect": "Allow",
            "Action": ["dynamodb:ListStreams"],
            "Resource": f"{table_arn}/stream/*",
        },
    ]


def key_statement(key_arn: str) -> Statement:
    """Allow to use the KMS key of a table, through DynamoDB and in no other way.

    Who reads or writes an item needs it to decrypt the table's own key:
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    """
    region = key_arn.split(":")[3]
    # AWS alone sets it; in China it ends in `.cn`.
    via = {"kms:ViaService": f"dynamodb.{region}.amazonaws.com*"}
    return {**_allow({"kms:Decrypt"}, {key_arn}), "Condition": {"StringLike": via}}


def invoke_statement(function_arn: str) -> Statement:
    """Allow a function to share a broadcast out between invocations of its own."""
    return _allow({"lambda:InvokeFunction"}, {function_arn})


def parameter_statement(arns: Collection[str]) -> Statement:
    """Allow a handler to read its secrets, and no other parameter."""
    return _allow({"ssm:GetParameters"}, arns)


def log_statement(log_group_arn: str) -> Statement:
    """Allow a function to write into its own log group."""
    return _allow({"logs:CreateLogStream", "logs:PutLogEvents"}, {f"{log_group_arn}:*"})


def tracing_statement() -> Statement:
    """Allow a function to send its traces to X-Ray, which has no resources.

    https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
    """
    return _allow({"xray:PutTraceSegments", "xray:PutTelemetryRecords"}, {"*"})


def network_statement() -> Statement:
    """Allow a function's network interfaces, whose ids nobody knows before.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    """
    actions = (
        "AssignPrivateIpAddresses",
        "CreateNetworkInterface",
        "DeleteNetworkInterface",
        "DescribeNetworkInterfaces",
        "DescribeSubnets",
        "UnassignPrivateIpAddresses",
    )
    return _allow({f"ec2:{action}" for action in actions}, {"*"})
