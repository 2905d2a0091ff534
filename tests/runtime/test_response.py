"""What Lambda answers for what a handler returned."""

from decimal import Decimal

import pytest
from wingws_runtime import Accept, InvalidResult, Reject
from wingws_runtime.response import to_response

CHOSEN = {"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": "chat.v1"}}


@pytest.mark.parametrize(
    ("result", "response"),
    [
        (None, {"statusCode": 200}),
        (True, {"statusCode": 200}),
        (False, {"statusCode": 403}),
        (Reject(), {"statusCode": 403}),
        (Reject(401), {"statusCode": 401}),
        (Accept(), {"statusCode": 200}),
        (Accept(subprotocol="chat.v1"), CHOSEN),
        ({"statusCode": 302, "x": 1}, {"statusCode": 302, "x": 1}),
    ],
)
def test_connect(result, response):
    """on_connect decides about the handshake."""
    assert to_response(result, "connect", reply=False) == response


@pytest.mark.parametrize("result", [0, 1, "ok", {}, [], {"status": 200}, object()])
def test_connect_refuses(result):
    """Anything else that on_connect returns is an error that shows it."""
    with pytest.raises(InvalidResult) as caught:
        to_response(result, "connect", reply=False)
    assert caught.value.result is result


@pytest.mark.parametrize("kind", ["message", "disconnect"])
@pytest.mark.parametrize("result", [None, True, "text", {"status": 500}, object()])
def test_result_that_nobody_receives(kind, result):
    """Without reply=True the result of a message or disconnect handler is dropped."""
    assert to_response(result, kind, reply=False) == {"statusCode": 200}


@pytest.mark.parametrize(
    ("result", "body"),
    [
        ("hello", "hello"),
        ("", ""),
        (b"caf\xc3\xa9", "café"),
        ({"a": [1, None, "é"]}, '{"a":[1,null,"é"]}'),
        ([1, 2.5], "[1,2.5]"),
        (False, "false"),
        ({"age": Decimal("7"), "x": Decimal("0.5")}, '{"age":7,"x":0.5}'),
    ],
)
def test_reply(result, body):
    """With reply=True text goes back as it is, anything else as JSON."""
    expected = {"statusCode": 200, "body": body}
    assert to_response(result, "message", reply=True) == expected


@pytest.mark.parametrize("kind", ["connect", "message", "disconnect"])
@pytest.mark.parametrize("reply", [False, True])
def test_a_whole_response_passes(kind, reply):
    """A dict with statusCode is what Lambda answers, for whatever it is."""
    response = {"statusCode": 500, "headers": {"X": "y"}, "body": "no"}
    assert to_response(response, kind, reply=reply) == response


def test_reply_of_nothing_warns(caplog):
    """None makes API Gateway send an empty message, so the log says so."""
    assert to_response(None, "message", reply=True) == {"statusCode": 200}
    assert "empty message" in caplog.text


@pytest.mark.parametrize("status", [99, 200, 299, 600])
def test_reject_takes_refusals_only(status):
    """A status that would accept the connection is no refusal."""
    with pytest.raises(ValueError, match=f"status {status} refuses nothing"):
        Reject(status)
