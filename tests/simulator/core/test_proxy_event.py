"""The events that handlers receive, against captures of AWS's."""

import json
from pathlib import Path

import pytest
from wingws_simulator.core.api_config import ApiConfig
from wingws_simulator.core.connection import Connection
from wingws_simulator.core.handshake import Handshake
from wingws_simulator.core.http_message import Request
from wingws_simulator.core.ids import Ids
from wingws_simulator.core.proxy_event import (
    build_authorizer_event,
    build_connect_event,
    build_disconnect_event,
    build_message_event,
)
from wingws_simulator.core.responses import error_body
from wingws_simulator.core.settings import Close, Settings

GOLDEN = Path(__file__).parents[1] / "golden"
NOW = 1731324924.5
IDS = Ids(lambda bits: int.from_bytes(b"\x01" * (bits // 8)))
CONNECTION_ID = IDS.connection_id(NOW)


def read(name):
    return (GOLDEN / name).read_text()


def handshake(*, target="/prod", headers=()):
    return Request("GET", target, (("Host", "127.0.0.1:8123"), *headers))


def connect_event(request, api=None):
    api = api or ApiConfig("abcd123", "prod", {})
    return build_connect_event(api, handshake_of(request), now=NOW)


def handshake_of(request):
    connection = Connection.from_request(CONNECTION_ID, request, now=NOW)
    return Handshake(connection, request, IDS.request_id(NOW), IDS.trace_id(NOW))


@pytest.mark.fidelity("1", "CONNECT: exactly these keys")
@pytest.mark.fidelity("1.4", "order of keys")
@pytest.mark.fidelity(
    "1.4", "headers keep their case, sorted, without the hop-by-hop ones"
)
@pytest.mark.fidelity(
    "1.4", "repeated headers: the last one wins, all are in multiValueHeaders"
)
@pytest.mark.fidelity(
    "1.4", "query is URL-decoded, the last of repeated parameters wins"
)
def test_connect_event_is_golden():
    """A CONNECT event has AWS's keys in AWS's order, hop-by-hop headers removed."""
    request = handshake(
        target="/prod?sessionId=1234&sessionId=5+6&empty=",
        headers=[
            ("x-Team", "a"),
            ("x-Team", "b"),
            ("Upgrade", "websocket"),
            ("Connection", "Upgrade"),
            ("Content-Length", "0"),
            ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", "+W5xw47OHh3OTFsWKjGu9Q=="),
            ("User-Agent", "wscat"),
        ],
    )
    api = ApiConfig("abcd123", "prod", {}, stage_variables={"color": "blue"})

    event = connect_event(request, api)

    assert json.loads(read("connect.json")) == event
    assert json.dumps(json.loads(read("connect.json"))) == json.dumps(event)


@pytest.mark.fidelity("6.1", "exactly these keys")
def test_authorizer_event_is_golden():
    """An authorizer's event has hop-by-hop headers, and its empty maps."""
    request = handshake(
        headers=[
            ("Upgrade", "websocket"),
            ("Connection", "keep-alive, Upgrade"),
            ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", "+W5xw47OHh3OTFsWKjGu9Q=="),
            ("User-Agent", "wscat"),
        ],
    )

    event = build_authorizer_event(
        ApiConfig("abcd123", "prod", {}), handshake_of(request), now=NOW
    )

    assert json.dumps(json.loads(read("authorizer.json"))) == json.dumps(event)


@pytest.mark.fidelity("1", "MESSAGE: exactly these keys, no headers, no query")
def test_message_event_is_golden():
    """A MESSAGE event has no headers and no query, and the body as it came."""
    event = build_message_event(
        ApiConfig("abcd123", "prod", {}),
        Connection.from_request(CONNECTION_ID, handshake(), now=NOW),
        route_key="chat",
        body='{"action": "chat", "message": "hi"}',
        message_id=IDS.of_message(NOW, CONNECTION_ID)[1],
        request_id=IDS.request_id(NOW),
        now=NOW,
    )

    assert json.dumps(json.loads(read("message.json"))) == json.dumps(json.loads(event))


@pytest.mark.fidelity(
    "1", "DISCONNECT: exactly these keys, four headers, three of them empty"
)
def test_disconnect_event_is_golden():
    """A DISCONNECT event has four headers, three of them empty, and a close code."""
    event = build_disconnect_event(
        ApiConfig("abcd123", "prod", {}),
        Connection.from_request(CONNECTION_ID, handshake(), now=NOW),
        Close(1005, Settings().no_status_reason),
        request_id=IDS.request_id(NOW),
        now=NOW,
    )

    assert json.dumps(json.loads(read("disconnect.json"))) == json.dumps(event)


@pytest.mark.fidelity("1.4", "optional keys are absent, never null")
def test_optional_keys_are_absent():
    """Without query, stage variables and User-Agent their keys are absent, not null."""
    event = connect_event(handshake())

    assert {"headers", "multiValueHeaders", "requestContext", "isBase64Encoded"} == set(
        event
    )
    assert event["requestContext"]["identity"] == {"sourceIp": "127.0.0.1"}


@pytest.mark.parametrize(
    ("scheme", "host", "port"),
    [
        ("http", "127.0.0.1:8123", "8123"),
        ("http", "localhost", "80"),
        ("http", "[::1]", "80"),
        ("https", "127.0.0.1:8123", "8123"),
        ("https", "localhost", "443"),
    ],
)
def test_forwarded_port(scheme, host, port):
    """X-Forwarded-Port is the port of the Host header, or else the scheme's own."""
    request = Request("GET", "/prod", (("Host", host),), scheme=scheme)
    headers = connect_event(request)["headers"]

    assert headers["X-Forwarded-Port"] == port
    assert headers["X-Forwarded-Proto"] == scheme


def test_forwarded_for_is_extended():
    """The client's own X-Forwarded-For is kept before its address."""
    request = handshake(headers=[("x-forwarded-for", "192.0.2.1")])

    assert (
        connect_event(request)["headers"]["X-Forwarded-For"] == "192.0.2.1, 127.0.0.1"
    )


@pytest.mark.fidelity("3.4", "exact bytes")
@pytest.mark.parametrize(
    ("message", "frame"), json.loads(read("error_frames.json")).items()
)
def test_error_frames_are_golden(message, frame):
    """An error frame is spaced as in captures of AWS, byte for byte."""
    ids = json.loads(frame)

    body = error_body(message, ids["connectionId"], ids["requestId"])

    assert frame.encode() == body
