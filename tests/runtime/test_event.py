"""The typed view of an event."""

import json
from datetime import UTC, datetime

import pytest
from wingws_runtime import Event


def test_connect(golden):
    """A CONNECT event tells of the handshake."""
    event = Event(golden["connect"])
    assert event.event_type == "CONNECT"
    assert event.route_key == "$connect"
    assert event.connection_id == "BFHPhfCWIAMCKlQ="
    assert event.request_id == "BFHPhFe3IAMF95g="
    assert event.api_id == "abcd123"
    assert event.stage == "prod"
    assert event.stage_variables == {"color": "blue"}
    assert event.domain_name == "abcd123.execute-api.us-east-1.amazonaws.com"
    assert event.connected_at == datetime(2024, 11, 11, 11, 35, 24, 553000, UTC)
    assert event.source_ip == "192.0.2.1"
    assert event.user_agent == "Mozilla/5.0"
    assert event.query == {"sessionId": "1234"}
    assert event.authorizer["principalId"] == "me"
    assert event.body == ""
    assert event.message_id is None
    assert event.close_code is None
    assert event.close_reason is None


def test_message(golden):
    """A MESSAGE event has a body and neither headers nor query."""
    event = Event(golden["message"])
    assert event.event_type == "MESSAGE"
    assert event.route_key == "chat"
    assert event.message_id == "BFaVtfGSIAMCKug="
    assert event.body == '{"action": "chat", "message": "hi"}'
    assert event.user_agent is None
    assert event.query == {}
    assert event.authorizer == {}
    assert event.stage_variables == {}
    assert dict(event.headers) == {}


def test_disconnect(golden):
    """A DISCONNECT event says why the connection ended."""
    event = Event(golden["disconnect"])
    assert event.event_type == "DISCONNECT"
    assert event.close_code == 1005
    assert event.close_reason == "Client-side close frame status not set"


def test_headers_in_any_case(golden):
    """Headers are found in any case and keep their own."""
    headers = Event(golden["connect"]).headers
    assert headers["sec-websocket-PROTOCOL"] == "chat.v1, chat.v2"
    assert "USER-AGENT" in headers
    assert "Cookie" not in headers
    assert headers.get("cookie") is None
    assert list(headers) == list(golden["connect"]["headers"])
    assert len(headers) == len(golden["connect"]["headers"])
    with pytest.raises(KeyError):
        headers["cookie"]


def test_is_the_dict(golden):
    """It equals the dict that Lambda received, is one, and is written as one."""
    event = Event(golden["message"])
    assert event == golden["message"]
    assert isinstance(event, dict)
    assert json.loads(json.dumps(event)) == golden["message"]
    assert f"{event}" == f"{golden['message']}"
