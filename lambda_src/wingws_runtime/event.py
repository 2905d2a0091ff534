"""
A typed view of the event that API Gateway sends for a WebSocket route.

The keys of each event type are documented at
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-requests.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

__all__ = ["Event", "Headers"]


class Headers(Mapping[str, str]):
    """Request headers, found by name in any case."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers
        self._names = {name.lower(): name for name in headers}

    def __getitem__(self, name: str) -> str:
        return self._headers[self._names[name.lower()]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._headers)

    def __len__(self) -> int:
        return len(self._headers)

    def __repr__(self) -> str:
        return f"Headers({dict(self._headers)!r})"


class Event(dict[str, Any]):
    """
    One CONNECT, MESSAGE or DISCONNECT event, or what an authorizer is asked.

    It is the dict that Lambda received (``event["requestContext"]``), so code written
    for a plain Lambda function takes it as it is: ``json.dumps`` and ``isinstance`` ask
    for a real dict. Nothing is checked: a property looks up its value when it is read.
    """

    # Every event

    @property
    def request_context(self) -> Mapping[str, Any]:
        """What API Gateway knows about the event; its keys are AWS's."""
        context: Mapping[str, Any] = self["requestContext"]
        return context

    @property
    def connection_id(self) -> str:
        """The connection that the event belongs to."""
        return str(self.request_context["connectionId"])

    @property
    def event_type(self) -> str:
        """``CONNECT``, ``MESSAGE`` or ``DISCONNECT``."""
        return str(self.request_context["eventType"])

    @property
    def route_key(self) -> str:
        """The route that was selected, ``$default`` for a message no other took."""
        return str(self.request_context["routeKey"])

    @property
    def request_id(self) -> str:
        """The id of this event; error frames to the client show it."""
        return str(self.request_context["requestId"])

    @property
    def api_id(self) -> str:
        """The id of the API."""
        return str(self.request_context["apiId"])

    @property
    def stage(self) -> str:
        """The stage that the client connected to."""
        return str(self.request_context["stage"])

    @property
    def stage_variables(self) -> Mapping[str, str]:
        """The stage's variables, empty if it has none."""
        return self.get("stageVariables") or {}

    @property
    def domain_name(self) -> str:
        """The host that the client connected to, custom domains included."""
        return str(self.request_context["domainName"])

    @property
    def connected_at(self) -> datetime:
        """When the connection began, in UTC."""
        return datetime.fromtimestamp(self.request_context["connectedAt"] / 1000, UTC)

    @property
    def source_ip(self) -> str:
        """The client's address."""
        return str(self.request_context["identity"]["sourceIp"])

    @property
    def user_agent(self) -> str | None:
        """The client's User-Agent, None if it sent none."""
        agent: str | None = self.request_context["identity"].get("userAgent")
        return agent

    @property
    def authorizer(self) -> Mapping[str, Any]:
        """What the authorizer said about the client, empty without authorizer."""
        return self.request_context.get("authorizer") or {}

    # CONNECT, and for an authorizer

    @property
    def query(self) -> Mapping[str, str]:
        """The query string's last value by name; at the handshake, empty elsewhere."""
        return self.get("queryStringParameters") or {}

    @property
    def headers(self) -> Headers:
        """The handshake's headers; AWS sends no others later."""
        return Headers(self.get("headers") or {})

    @property
    def method_arn(self) -> str:
        """What the client wants to invoke, for policies; for an authorizer only."""
        return str(self["methodArn"])

    # MESSAGE

    @property
    def body(self) -> str:
        """The whole message as text; MESSAGE only, empty elsewhere."""
        return self.get("body") or ""

    @property
    def message_id(self) -> str | None:
        """The id of the message; MESSAGE only."""
        message_id: str | None = self.request_context.get("messageId")
        return message_id

    # DISCONNECT

    @property
    def close_code(self) -> int | None:
        """Why the connection ended, as an RFC 6455 close code; DISCONNECT only."""
        code: int | None = self.request_context.get("disconnectStatusCode")
        return code

    @property
    def close_reason(self) -> str | None:
        """The text that came with :attr:`close_code`; DISCONNECT only."""
        reason: str | None = self.request_context.get("disconnectReason")
        return reason
