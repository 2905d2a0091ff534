"""Speaking to connections, seen from API Gateway's end of boto3."""

import logging
from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError
from wingws_runtime import (
    Connection,
    ConnectionGone,
    PayloadTooLarge,
    WebSocket,
)
from wingws_runtime.invocation import connecting

ID = "BFaT_fALIAMCKug="
PATH = "/prod/@connections/BFaT_fALIAMCKug%3D"


@pytest.fixture
def chat(wingws, aws):
    """Return a WebSocket whose API Gateway is the stand-in."""
    wingws(websockets={"Chat": {"endpoint": f"{aws.url}/prod"}})
    return WebSocket("Chat")


def gone(aws):
    """Answer as API Gateway does for a connection that is not open."""
    aws.will_answer(410, x_amzn_ErrorType="GoneException")


@pytest.mark.parametrize(
    ("message", "data"),
    [("é", "é".encode()), (b"x", b"x"), ({"a": 1}, b'{"a":1}'), ("", b"")],
)
def test_send_message(chat, aws, message, data):
    """A message is posted to the connection as text."""
    aws.will_answer(200)
    assert chat.send_message(ID, message) is True
    ((method, path, headers, body),) = aws.requests
    assert (method, path, body) == ("POST", PATH, data)
    assert "/us-east-1/execute-api/aws4_request" in headers["Authorization"]


def test_send_to_gone_client(chat, aws, caplog):
    """A client that left is no error, and nothing to warn about."""
    gone(aws)
    assert chat.send_message(ID, "x") is False
    assert not caplog.records


def test_send_strictly(chat, aws):
    """With strict=True a client that left is an error that names it."""
    gone(aws)
    with pytest.raises(ConnectionGone) as caught:
        chat.send_message(ID, "x", strict=True)
    assert caught.value.connection_id == ID


def test_send_during_on_connect(chat, aws, caplog):
    """Sending to the connection that is not open yet says why it fails."""
    gone(aws)
    with connecting(ID):
        assert chat.send_message(ID, "x") is False
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "its on_connect is still running" in record.getMessage()


def test_send_too_much(chat, aws):
    """A message that is too long is an error with both sizes."""
    for _ in range(2):  # the SDK asks again
        aws.will_answer(413, x_amzn_ErrorType="PayloadTooLargeException")
    with pytest.raises(PayloadTooLarge) as caught:
        chat.send_message(ID, "x" * 131073)
    assert (caught.value.size, caught.value.limit) == (131073, 131072)
    assert str(caught.value) == "message has 131073 bytes; at most 131072 are delivered"


def test_other_errors(chat, aws):
    """What else API Gateway refuses is boto3's error."""
    for _ in range(2):  # the SDK asks again
        aws.will_answer(
            403, {"message": "Forbidden"}, x_amzn_ErrorType="ForbiddenException"
        )
    with pytest.raises(ClientError, match="Forbidden"):
        chat.send_message(ID, "x")


def test_disconnect(chat, aws):
    """Disconnecting deletes the connection."""
    aws.will_answer(204)
    assert chat.disconnect(ID) is True
    assert aws.requests[0][:2] == ("DELETE", PATH)


def test_disconnect_gone_client(chat, aws):
    """A client that left before is an error only for who wants to know."""
    gone(aws)
    assert chat.disconnect(ID) is False
    gone(aws)
    with pytest.raises(ConnectionGone):
        chat.disconnect(ID, strict=True)


@pytest.mark.parametrize("agent", ["Mozilla/5.0", None])
def test_get_connection(chat, aws, agent):
    """What API Gateway knows about a connection comes as a dataclass."""
    identity = {"sourceIp": "192.0.2.1"} | ({"userAgent": agent} if agent else {})
    aws.will_answer(
        200,
        {
            "connectedAt": "2024-11-11T13:45:35.513Z",
            "identity": identity,
            "lastActiveAt": "2024-11-11T13:45:46.514Z",
        },
    )
    assert chat.get_connection(ID) == Connection(
        connection_id=ID,
        connected_at=datetime(2024, 11, 11, 13, 45, 35, 513000, UTC),
        last_active_at=datetime(2024, 11, 11, 13, 45, 46, 514000, UTC),
        source_ip="192.0.2.1",
        user_agent=agent,
    )


def test_get_connection_of_gone_client(chat, aws):
    """There is no connection of a client that left."""
    gone(aws)
    assert chat.get_connection(ID) is None
