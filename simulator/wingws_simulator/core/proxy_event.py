"""
The events that handlers receive (Lambda proxy integration of a WebSocket API).

Keys and their order are those of AWS; what does not apply is absent, never null.
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-requests.html

"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qsl

from .api_config import ApiConfig
from .connection import Connection
from .http_message import Headers, Request
from .settings import Close

__all__ = ["build_connect_event", "build_disconnect_event", "build_message_event"]

_HOP_HEADERS = frozenset({"connection", "upgrade", "content-length"})


def build_connect_event(
    api: ApiConfig,
    connection: Connection,
    request: Request,
    *,
    request_id: str,
    trace_id: str,
    now: float,
) -> dict[str, object]:
    """Return the CONNECT event of a handshake."""
    return {
        **_header_maps(_integration_headers(connection, request, trace_id)),
        **_query_maps(request.query),
        **_stage_variables(api),
        "requestContext": {
            "routeKey": "$connect",
            "eventType": "CONNECT",
            **_request_context(api, connection, request_id, now),
        },
        "isBase64Encoded": False,
    }


def build_message_event(
    api: ApiConfig,
    connection: Connection,
    *,
    route_key: str,
    body: str,
    message_id: str,
    request_id: str,
    now: float,
) -> dict[str, object]:
    """Return the MESSAGE event of a text message."""
    return {
        **_stage_variables(api),
        "requestContext": {
            "routeKey": route_key,
            "messageId": message_id,
            "eventType": "MESSAGE",
            **_request_context(api, connection, request_id, now),
        },
        "body": body,
        "isBase64Encoded": False,
    }


def build_disconnect_event(
    api: ApiConfig,
    connection: Connection,
    close: Close,
    *,
    request_id: str,
    now: float,
) -> dict[str, object]:
    """Return the DISCONNECT event of a connection that closed."""
    headers = (
        ("Host", connection.domain_name),
        ("x-api-key", ""),
        ("X-Forwarded-For", ""),
        ("x-restapi", ""),
    )
    return {
        **_header_maps(headers),
        **_stage_variables(api),
        "requestContext": {
            "routeKey": "$disconnect",
            "disconnectStatusCode": close.code,
            "eventType": "DISCONNECT",
            **_request_context(api, connection, request_id, now, reason=close.reason),
        },
        "isBase64Encoded": False,
    }


def _request_context(
    api: ApiConfig,
    connection: Connection,
    request_id: str,
    now: float,
    *,
    reason: str | None = None,
) -> dict[str, object]:
    return {
        "extendedRequestId": request_id,
        "requestTime": _to_common_log_time(now),
        "messageDirection": "IN",
        **({} if reason is None else {"disconnectReason": reason}),
        "stage": api.stage,
        "connectedAt": int(connection.connected_at * 1000),
        "requestTimeEpoch": int(now * 1000),
        "identity": connection.identity,
        "requestId": request_id,
        "domainName": connection.domain_name,
        "connectionId": connection.connection_id,
        "apiId": api.api_id,
    }


def _stage_variables(api: ApiConfig) -> dict[str, object]:
    if not api.stage_variables:
        return {}
    return {"stageVariables": dict(api.stage_variables)}


def _integration_headers(
    connection: Connection, request: Request, trace_id: str
) -> Headers:
    """Return the client's headers less the hop-by-hop ones, plus the gateway's."""
    added = {
        "X-Amzn-Trace-Id": trace_id,
        "X-Forwarded-For": ", ".join(
            [*request.header_values("X-Forwarded-For"), connection.source_ip]
        ),
        "X-Forwarded-Port": _port(connection.domain_name),
        "X-Forwarded-Proto": "http",
    }
    dropped = _HOP_HEADERS | {name.lower() for name in added}
    kept = (field for field in request.headers if field[0].lower() not in dropped)
    return tuple(sorted((*kept, *added.items()), key=lambda field: field[0].lower()))


def _port(domain_name: str) -> str:
    _, _, port = domain_name.rpartition(":")
    return port if port.isdecimal() else "80"


def _header_maps(headers: Headers) -> dict[str, object]:
    return {"headers": dict(headers), "multiValueHeaders": _collect(headers)}


def _query_maps(query: str) -> dict[str, object]:
    pairs = tuple(parse_qsl(query, keep_blank_values=True))
    if not pairs:
        return {}
    return {
        "queryStringParameters": dict(pairs),
        "multiValueQueryStringParameters": _collect(pairs),
    }


def _collect(pairs: Headers) -> dict[str, list[str]]:
    """Return all values of each name; in `headers` and its like, the last one wins."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


def _to_common_log_time(now: float) -> str:
    """Return the time as `dd/MMM/yyyy:HH:mm:ss +0000`, whatever the locale."""
    moment = format_datetime(datetime.fromtimestamp(now, UTC))
    _, day, month, year, clock, zone = moment.split()
    return f"{day}/{month}/{year}:{clock} {zone}"
