"""
Which host and path an API answers at.

The API's own host has the stage first in its paths; a custom domain name has the
mapping key there instead, which may be empty.
https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-mappings.html

"""

from __future__ import annotations

from urllib.parse import unquote

from .api_config import ApiConfig
from .http_message import Request
from .loopback import is_loopback, without_port

__all__ = ["base_path", "is_allowed_host", "is_on_domain", "is_stage_url"]


def is_allowed_host(host: str | None, api: ApiConfig) -> bool:
    """Tell whether a Host header names this machine, the API or its custom domain."""
    return is_loopback(host) or _is(host, api.host) or _is_domain(host, api)


def is_on_domain(request: Request, api: ApiConfig) -> bool:
    """Tell whether a request came by the custom domain name."""
    return _is_domain(request.header("Host"), api)


def base_path(request: Request, api: ApiConfig) -> str | None:
    """Return what stands for the stage on the request's host; None if nothing does."""
    if api.domain is not None and is_on_domain(request, api):
        return f"/{api.domain.mapping_key}" if api.domain.mapping_key else ""
    return f"/{api.stage}" if api.execute_api_endpoint else None


def is_stage_url(request: Request, api: ApiConfig) -> bool:
    """Tell whether a request's path is the stage's own, not a deeper one."""
    base = base_path(request, api)
    return base is not None and unquote(request.path) in (base, f"{base}/")


def _is_domain(host: str | None, api: ApiConfig) -> bool:
    return api.domain is not None and _is(host, api.domain.name)


def _is(host: str | None, name: str | None) -> bool:
    """Tell whether a Host header is a name, whatever the port."""
    return (
        host is not None
        and name is not None
        and without_port(host).lower() == name.lower()
    )
