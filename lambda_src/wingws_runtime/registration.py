"""Registers a connection that its `on_connect` has accepted, and one that has ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from .event import Event
from .registry import Registry, RegistryTable
from .registry_names import check_name
from .results import Accept

__all__ = ["register", "unregistering"]


def register(
    table: str, event: Event, result: object, response: Mapping[str, Any]
) -> None:
    """
    Register the connection of an event, unless it was refused.

    The user is whom the handler named, else whom the authorizer did, else nobody else
    has the connection.

    Args:
        table: The registry's.
        event: A CONNECT event.
        result: What the handler returned.
        response: What API Gateway is going to get.
    """
    status = response["statusCode"]
    if not (isinstance(status, int) and 200 <= status < 300):
        return
    accept = result if isinstance(result, Accept) else Accept()
    user = accept.user or str(event.authorizer.get("principalId") or "")
    _registry(table).connect(
        event.connection_id,
        check_name("user", user) if user else event.connection_id,
        accept.rooms,
    )


@contextmanager
def unregistering(table: str, event: Event) -> Iterator[None]:
    """
    Forget the connection of an event at the end, whatever comes of its handler.

    Args:
        table: The registry's.
        event: A DISCONNECT event.
    """
    try:
        yield
    finally:
        _registry(table).disconnect(event.connection_id)


def _registry(table: str) -> Registry:
    return Registry(RegistryTable(table))
