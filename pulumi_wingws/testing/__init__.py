"""Test a program on the simulator: the fixture ``wingws`` of pytest, and :func:`app`.

Nothing is deployed, no CLI is asked, and a test costs milliseconds. The names below are
loaded when first used, for pytest imports this package in every run.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .application import App, app
    from .async_client import AsyncClient
    from .client import Client
    from .errors import AppError, ExpectationFailed, Rejected
    from .events import Events
    from .invocation import Invocation
    from .table import Table

__all__ = [
    # .application
    "App",
    # .errors
    "AppError",
    # .async_client
    "AsyncClient",
    # .client
    "Client",
    # .events
    "Events",
    # .errors
    "ExpectationFailed",
    # .invocation
    "Invocation",
    # .errors
    "Rejected",
    # .table
    "Table",
    # .application
    "app",
]

_HOMES = {
    "App": "application",
    "AppError": "errors",
    "AsyncClient": "async_client",
    "Client": "client",
    "Events": "events",
    "ExpectationFailed": "errors",
    "Invocation": "invocation",
    "Rejected": "errors",
    "Table": "table",
    "app": "application",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
