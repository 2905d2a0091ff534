"""
The events that handlers receive (Lambda proxy integration of a WebSocket API).

Keys and their order are those of AWS; what does not apply is absent, never null.
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-requests.html

"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from json.encoder import encode_basestring_ascii
from urllib.parse import parse_qsl

from .api_config import ApiConfig
from .connection import Connection, MessageParts
from .endpoint import is_on_domain
from .handshake import Handshake
from .http_message import Headers, Request
from .settings import Close

__all__ = [
    "build_authorizer_event",
    "build_connect_event",
    "build_disconnect_event",
    "build_message_event",
]

_to_json = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode

# Only the authorizer sees these, as the service writes them.
_HOP_HEADERS = (
    ("Connection", "upgrade"),
    ("content-length", "0"),
    ("Upgrade", "websocket"),
)


def build_authorizer_event(
    api: ApiConfig, handshake: Handshake, *, now: float
) -> dict[str, object]:
    """Return the event of a REQUEST authorizer; here what is empty is there."""
    query = _parse_query(handshake.request)
    return {
        "type": "REQUEST",
        "methodArn": api.connect_arn,
        **_header_maps((*_headers(api, handshake), *_HOP_HEADERS)),
        "queryStringParameters": dict(query),
        "multiValueQueryStringParameters": _collect(query),
        "stageVariables": dict(api.stage_variables),
        "requestContext": _connect_context(api, handshake, now),
    }


def build_connect_event(
    api: ApiConfig, handshake: Handshake, *, now: float
) -> dict[str, object]:
    """Return the CONNECT event of a handshake."""
    return {
        **_header_maps(_headers(api, handshake)),
        **_query_maps(_parse_query(handshake.request)),
        **_stage_variables(api),
        "requestContext": _connect_context(api, handshake, now),
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
) -> str:
    """
    Return the MESSAGE event of a text message, in JSON.

    What all messages of a connection have in common is encoded once.
    """
    known = connection.message_events.get(route_key)
    if known is None or known[0] is not api:
        parts = _message_parts(api, connection, route_key)
        known = connection.message_events[route_key] = api, parts
    begin, middle, identity, end = known[1]
    time, milliseconds = _to_common_log_time(int(now)), int(now * 1000)
    return (
        f'{begin},"messageId":"{message_id}","eventType":"MESSAGE",'
        f'"extendedRequestId":"{request_id}","requestTime":"{time}",{middle},'
        f'"requestTimeEpoch":{milliseconds},{identity},"requestId":"{request_id}",'
        f'{end}}},"body":{encode_basestring_ascii(body)},"isBase64Encoded":false}}'
    )


def _message_parts(
    api: ApiConfig, connection: Connection, route_key: str
) -> MessageParts:
    """Return what is constant, ahead of the id, the time, its number and the id."""
    variables = _stage_variables(api)
    context = _request_context(api, connection, "", 0.0)
    begin = {"routeKey": route_key, **_authorizer(connection)}
    middle, identity, end = (
        _to_json({key: context[key] for key in keys})[1:-1]
        for keys in (
            ("messageDirection", "stage", "connectedAt"),
            ("identity",),
            ("domainName", "connectionId", "apiId"),
        )
    )
    before = _to_json({**variables, "requestContext": begin})[:-2]
    return before, middle, identity, end


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
            **_authorizer(connection),
            "eventType": "DISCONNECT",
            **_request_context(api, connection, request_id, now, reason=close.reason),
        },
        "isBase64Encoded": False,
    }


def _connect_context(
    api: ApiConfig, handshake: Handshake, now: float
) -> dict[str, object]:
    connection = handshake.connection
    return {
        "routeKey": "$connect",
        **_authorizer(connection),
        "eventType": "CONNECT",
        **_request_context(api, connection, handshake.request_id, now),
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
        "requestTime": _to_common_log_time(int(now)),
        "messageDirection": "IN",
        **({} if reason is None else {"disconnectReason": reason}),
        "stage": api.stage,
        "connectedAt": int(connection.connected_at * 1000),
        "requestTimeEpoch": int(now * 1000),
        "identity": {**connection.credentials, **connection.identity},
        "requestId": request_id,
        "domainName": connection.domain_name,
        "connectionId": connection.connection_id,
        "apiId": api.api_id,
    }


def _stage_variables(api: ApiConfig) -> dict[str, object]:
    if not api.stage_variables:
        return {}
    return {"stageVariables": dict(api.stage_variables)}


def _authorizer(connection: Connection) -> dict[str, object]:
    if connection.authorizer is None:
        return {}
    return {"authorizer": dict(connection.authorizer)}


def _headers(api: ApiConfig, handshake: Handshake) -> Headers:
    """Return the client's headers less the hop-by-hop ones, plus the gateway's."""
    connection, request = handshake.connection, handshake.request
    added = {
        "X-Amzn-Trace-Id": handshake.trace_id,
        "X-Forwarded-For": ", ".join(
            [*request.header_values("X-Forwarded-For"), connection.source_ip]
        ),
        "X-Forwarded-Port": _port(connection.domain_name, request.scheme),
        "X-Forwarded-Proto": request.scheme,
    }
    dropped = {name.lower() for name, _ in (*_HOP_HEADERS, *added.items())}
    kept = (field for field in request.headers if field[0].lower() not in dropped)
    headers = (*kept, *added.items())
    if (
        api.domain is not None
        and api.domain.is_multi_level
        and is_on_domain(request, api)
    ):
        return tuple((name.lower(), value) for name, value in headers)
    return headers


def _port(domain_name: str, scheme: str) -> str:
    _, _, port = domain_name.rpartition(":")
    if port.isdecimal():
        return port
    return "443" if scheme == "https" else "80"


def _header_maps(headers: Headers) -> dict[str, object]:
    ordered = sorted(headers, key=lambda field: field[0].lower())
    return {"headers": dict(ordered), "multiValueHeaders": _collect(ordered)}


def _parse_query(request: Request) -> Headers:
    return tuple(parse_qsl(request.query, keep_blank_values=True))


def _query_maps(query: Headers) -> dict[str, object]:
    if not query:
        return {}
    return {
        "queryStringParameters": dict(query),
        "multiValueQueryStringParameters": _collect(query),
    }


def _collect(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return all values of each name; in `headers` and its like, the last one wins."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


@lru_cache(maxsize=1)
def _to_common_log_time(now: int) -> str:
    """Return the time as `dd/MMM/yyyy:HH:mm:ss +0000`, whatever the locale."""
    moment = format_datetime(datetime.fromtimestamp(now, UTC))
    _, day, month, year, clock, zone = moment.split()
    return f"{day}/{month}/{year}:{clock} {zone}"
