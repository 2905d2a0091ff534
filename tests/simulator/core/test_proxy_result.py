"""What handlers return."""

import pytest
from wingws_simulator.core.lambda_result import Failed, Returned
from wingws_simulator.core.proxy_result import ProxyResult, to_proxy_result


@pytest.mark.parametrize(
    ("payload", "status", "body"),
    [
        ({"statusCode": 200}, 200, b""),
        ({"statusCode": "200"}, 200, b""),
        ({"statusCode": 599, "body": "ä"}, 599, "ä".encode()),
        ({"statusCode": 200, "body": None, "headers": None}, 200, b""),
    ],
)
def test_well_formed(payload, status, body):
    """A dict with an integer-like `statusCode` is an answer."""
    assert ProxyResult(status, body, None) == to_proxy_result(Returned(payload))


@pytest.mark.parametrize(
    "payload",
    [
        None,
        "ok",
        {},
        [],
        {"statusCode": None},
        {"statusCode": "ok"},
        {"statusCode": True},
        {"statusCode": 99},
        {"statusCode": 101},
        {"statusCode": 600},
        {"statusCode": 200, "body": {"a": 1}},
        {"statusCode": 200, "body": "\ud800"},
        {"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": "a\r\nX: y"}},
        {"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": ""}},
    ],
)
def test_malformed(payload):
    """Anything else is malformed."""
    assert None is to_proxy_result(Returned(payload))


def test_failed():
    """A failed invocation is no answer."""
    assert None is to_proxy_result(Failed("ValueError", "foo"))


@pytest.mark.parametrize(
    "name",
    ["Sec-WebSocket-Protocol", "Sec-Websocket-Protocol", "sec-websocket-protocol"],
)
def test_subprotocol(name):
    """The subprotocol is found in the headers in any case."""
    payload = {"statusCode": 200, "headers": {"X-Other": 1, name: "graphql-ws"}}

    assert ProxyResult(200, b"", "graphql-ws") == to_proxy_result(Returned(payload))
