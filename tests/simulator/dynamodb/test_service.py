"""The JSON protocol: which bodies and targets are answered how."""

import json

import pytest
from wingws_simulator.dynamodb import TableSpec

TARGET = "DynamoDB_20120810."


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
    ],
)
def test_a_wrong_request_is_answered_with_400(service, target, body, code):
    """No request, however broken, raises out of the service."""
    status, answer = service.handle(target, body)

    assert status == 400
    assert json.loads(answer)["__type"].rpartition("#")[2] == code


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
