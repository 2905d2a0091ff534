"""What a caller must be allowed for each operation."""

import json

import pytest
from wingws_simulator.dynamodb import TableSpec
from wingws_simulator.dynamodb.access import check_access
from wingws_simulator.dynamodb.request import Request
from wingws_simulator.dynamodb.shard_iterator import ShardIterator

TARGET = "DynamoDB_20120810."
ARN = "arn:aws:dynamodb:eu-west-1:000000000000:table"
SINGLE = (
    "DeleteItem",
    "DescribeTable",
    "DescribeTimeToLive",
    "GetItem",
    "PutItem",
    "UpdateItem",
    "UpdateTable",
    "UpdateTimeToLive",
)
STREAM = f"{ARN}/people/stream/2026-01-02T03:04:05.678"


class Denied(Exception):
    """Raised by whoever judges, to end a request."""


def asked(service, operation, body, target=TARGET):
    """Return what a request needs."""
    questions = []

    def authorize(action, resource):
        questions.append((action, resource))

    service.handle(target + operation, json.dumps(body).encode(), authorize=authorize)
    return questions


@pytest.mark.parametrize("operation", [*SINGLE, "Query", "Scan", "DeleteTable"])
@pytest.mark.parametrize("name", ["people", f"{ARN}/people"])
def test_an_operation_needs_itself_on_its_table(service, operation, name):
    """Whether the table is named by name or by ARN."""
    assert asked(service, operation, {"TableName": name}) == [
        (f"dynamodb:{operation}", f"{ARN}/people")
    ]


@pytest.mark.parametrize("operation", ["Query", "Scan"])
def test_an_index_is_a_resource_of_its_own(service, operation):
    """A statement for the table does not cover its indexes."""
    body = {"TableName": "people", "IndexName": "by-age"}

    assert asked(service, operation, body) == [
        (f"dynamodb:{operation}", f"{ARN}/people/index/by-age")
    ]


def test_listing_is_about_all_tables(service):
    """AWS's sentence names the resource `table/*`."""
    assert asked(service, "ListTables", {}) == [("dynamodb:ListTables", f"{ARN}/*")]


@pytest.mark.parametrize(
    ("operation", "body", "resource"),
    [
        ("DescribeStream", {"StreamArn": STREAM}, STREAM),
        ("GetShardIterator", {"StreamArn": STREAM}, STREAM),
        (
            "GetRecords",
            {"ShardIterator": ShardIterator(STREAM, 0, 0.0, True).to_text()},
            STREAM,
        ),
        ("ListStreams", {}, f"{ARN}/*/stream/*"),
        ("ListStreams", {"TableName": "people"}, f"{ARN}/*/stream/*"),
    ],
)
def test_a_stream_is_a_resource_of_its_own(service, operation, body, resource):
    """Also for who has but an iterator; listing is about all streams."""
    target = "DynamoDBStreams_20120810."

    assert asked(service, operation, body, target) == [
        (f"dynamodb:{operation}", resource)
    ]


def test_who_may_not_changes_nothing(service):
    """What is raised for a caller comes out before anything has happened."""
    service.put_table(TableSpec("people", "id", {"id": "S"}))
    body = {"TableName": "people", "Item": {"id": {"S": "1"}}}

    def deny(action, resource):
        raise Denied

    with pytest.raises(Denied):
        service.handle(TARGET + "PutItem", json.dumps(body).encode(), authorize=deny)
    _, answer = service.handle(TARGET + "Scan", b'{"TableName": "people"}')
    assert json.loads(answer)["Count"] == 0


def test_a_request_without_a_table_is_judged_by_nobody(service):
    """It is invalid, whoever sends it."""
    assert asked(service, "PutItem", {}) == []


@pytest.mark.parametrize(
    ("operation", "body", "needed"),
    [
        (
            "BatchGetItem",
            {"RequestItems": {"people": {"Keys": []}, f"{ARN}/places": {"Keys": []}}},
            [("BatchGetItem", "people"), ("BatchGetItem", "places")],
        ),
        (
            "BatchWriteItem",
            {"RequestItems": {"people": []}},
            [("BatchWriteItem", "people")],
        ),
        (
            "TransactGetItems",
            {"TransactItems": [{"Get": {"TableName": "people"}}]},
            [("GetItem", "people")],
        ),
        (
            "TransactWriteItems",
            {
                "TransactItems": [
                    {"Put": {"TableName": "people"}},
                    {"Update": {"TableName": "places"}},
                    {"Delete": {"TableName": "people"}},
                    {"ConditionCheck": {"TableName": "rules"}},
                ]
            },
            [
                ("PutItem", "people"),
                ("UpdateItem", "places"),
                ("DeleteItem", "people"),
                ("ConditionCheckItem", "rules"),
            ],
        ),
    ],
)
def test_many_items_need_what_each_of_them_does(operation, body, needed):
    """A batch is judged by table; a transaction item by item, as single operations."""
    questions = []
    check_access(
        operation,
        Request(body),
        "arn:aws:dynamodb:eu-west-1:000000000000",
        lambda action, resource: questions.append((action, resource)),
    )

    assert questions == [
        (f"dynamodb:{action}", f"{ARN}/{table}") for action, table in needed
    ]
