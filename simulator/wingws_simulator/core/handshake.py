"""Which handshakes are refused before any handler is asked."""

from __future__ import annotations

from .api_config import ApiConfig
from .http_message import Request, Response
from .responses import error_response
from .settings import Settings

__all__ = ["check_handshake", "is_upgrade"]


def is_upgrade(request: Request) -> bool:
    """Tell whether a request asks to become a WebSocket."""
    return (request.header("Upgrade") or "").lower() == "websocket"


def check_handshake(
    request: Request,
    api: ApiConfig,
    settings: Settings,
    *,
    connection_id: str,
    request_id: str,
) -> Response | None:
    """Return the response that refuses a handshake, or None if it may go on."""
    if len(request.target) > settings.url_size:
        status, error_type, message = (
            settings.url_too_long_status,
            "RequestTooLongException",
            "Request URI too long",
        )
    elif not _is_stage(request, api):
        status, error_type, message = (
            settings.no_stage_status,
            "ForbiddenException",
            "Forbidden",
        )
    elif not is_upgrade(request):
        status, error_type, message = (
            settings.plain_request_status,
            "BadRequestException",
            "Upgrade Required",
        )
    else:
        return None
    return error_response(
        status,
        error_type,
        message,
        connection_id=connection_id,
        request_id=request_id,
    )


def _is_stage(request: Request, api: ApiConfig) -> bool:
    """Tell whether the request is for the API's stage, and there is one to speak of."""
    return (
        request.method == "GET"
        and api.deployed
        and bool(api.routes)
        and request.path in (f"/{api.stage}", f"/{api.stage}/")
    )
