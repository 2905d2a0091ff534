"""The JSON protocol: which bodies and targets are answered how."""

import json

import pytest
from wingws_simulator.dynamodb import TableSpec

TARGET = "DynamoDB_20120810."
NOT_FOUND = "ResourceNotFoundException"


@pytest.mark.parametrize(
    ("target", "body", "code"),
    [
        (TARGET + "Fly", b"{}", "UnknownOperationException"),
        ("PutItem", b"{}", "UnknownOperationException"),
        ("DynamoDB_20111205.PutItem", b"{}", "UnknownOperationException"),
        (TARGET + "PutItem", b"{", "SerializationException"),
        (TARGET + "PutItem", b"\xff", "SerializationException"),
        (TARGET + "PutItem", b"[]", "SerializationException"),
        (TARGET + "PutItem", b'{"TableName": 1, "Item": {}}', "SerializationException"),
        (TARGET + "PutItem", b"{}", "ValidationException"),
        (
            TARGET + "Scan",
            b'{"TableName": "x", "Limit": "1"}',
            "SerializationException",
        ),
        (TARGET + "PutItem", b"[" * 100_000, "ValidationException"),
        (TARGET + "PutItem", b'{"TableName": "\\ud800"}', "ValidationException"),
        (TARGET + "DescribeTable", b'{"TableName": "\\ud800"}', NOT_FOUND),
    ],
)
def test_a_wrong_request_is_answered_with_400(service, target, body, code):
    """No request, however broken, raises out of the service."""
    status, answer = service.handle(target, body)

    assert status == 400
    assert json.loads(answer)["__type"].rpartition("#")[2] == code


@pytest.mark.parametrize(
    "item",
    [
        b'{"id": {"S": "\\ud800"}}',
        b'{"id": {"S": "1"}, "\\ud800": {"S": "1"}}',
        b'{"id": {"S": "1"}, "a": {"SS": ["\\ud800", "a"]}}',
    ],
)
def test_text_without_utf8_is_refused(service, item):
    """Half of a surrogate pair is no text, wherever it stands."""
    service.put_table(TableSpec("people", "id", {"id": "S"}))

    status, answer = service.handle(
        TARGET + "PutItem", b'{"TableName": "people", "Item": %s}' % item
    )

    assert status == 400
    assert b"SerializationException" in answer


def test_a_refused_parameter_writes_nothing(service):
    """A request is read to its end before anything is written."""
    service.put_table(TableSpec("people", "id", {"id": "S"}))
    body = {
        "TableName": "people",
        "Item": {"id": {"S": "1"}},
        "ReturnConsumedCapacity": "ALL",
    }

    status, _ = service.handle(TARGET + "PutItem", json.dumps(body).encode())
    _, answer = service.handle(TARGET + "Scan", b'{"TableName": "people"}')

    assert status == 400
    assert json.loads(answer)["Count"] == 0


def test_a_deep_expression_is_answered(service):
    """An expression that nests without end is refused, not fatal."""
    service.put_table(TableSpec("people", "id", {"id": "S"}))
    body = {"TableName": "people", "FilterExpression": "(" * 4000}

    status, answer = service.handle(TARGET + "Scan", json.dumps(body).encode())

    assert status == 400
    assert b"ValidationException" in answer


def test_errors_carry_awss_type(service):
    """``__type`` has AWS's namespace, by which SDKs find the exception."""
    body = b'{"TableName": "none", "Key": {"id": {"S": "1"}}}'

    _, answer = service.handle(TARGET + "GetItem", body)

    assert json.loads(answer) == {
        "__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
        "message": "Requested resource not found",
    }
