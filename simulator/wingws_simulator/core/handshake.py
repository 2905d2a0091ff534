"""Handshakes under way, and which are refused before anybody is asked."""

from __future__ import annotations

from dataclasses import dataclass

from .api_config import ApiConfig
from .connection import Connection
from .endpoint import is_stage_url
from .http_message import Request
from .responses import Refusal
from .settings import Settings

__all__ = ["Handshake", "check_handshake", "is_upgrade"]


@dataclass(frozen=True)
class Handshake:
    """
    A handshake that nobody has answered yet.

    Attributes:
        connection: The connection that it asks for.
        request: The request.
        request_id: Id of the CONNECT event, and of the authorizer's.
        trace_id: Goes into the headers of both.

    """

    connection: Connection
    request: Request
    request_id: str
    trace_id: str


def is_upgrade(request: Request) -> bool:
    """Tell whether a request asks to become a WebSocket."""
    return (request.header("Upgrade") or "").lower() == "websocket"


def check_handshake(
    request: Request, api: ApiConfig, settings: Settings
) -> Refusal | None:
    """Return why a handshake is refused, or None if it may go on."""
    if len(request.target) > settings.url_size:
        return Refusal(
            settings.url_too_long_status,
            "RequestTooLongException",
            "Request URI too long",
        )
    if _header_size(request) > settings.header_size:
        return Refusal(
            settings.headers_too_long_status,
            "RequestHeaderFieldsTooLargeException",
            "Request Header Fields Too Large",
        )
    if not _is_served(request, api):
        return Refusal(settings.no_stage_status, "ForbiddenException", "Forbidden")
    if not is_upgrade(request):
        return Refusal(
            settings.plain_request_status, "BadRequestException", "Upgrade Required"
        )
    if not _is_allowed_origin(request, api):
        return Refusal(
            settings.foreign_origin_status, "ForbiddenException", "Forbidden"
        )
    return None


def _header_size(request: Request) -> int:
    return sum(len(name) + len(value) for name, value in request.headers)


def _is_served(request: Request, api: ApiConfig) -> bool:
    """Tell whether the request is for the API's stage, and there is one to speak of."""
    return (
        request.method == "GET"
        and api.deployed
        and bool(api.routes)
        and is_stage_url(request, api)
    )


def _is_allowed_origin(request: Request, api: ApiConfig) -> bool:
    origin = request.header("Origin")
    return (
        origin is None or api.allowed_origins is None or origin in api.allowed_origins
    )
