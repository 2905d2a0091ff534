"""One invocation of a handler, as the simulator keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

__all__ = ["Invocation"]


@dataclass(frozen=True)
class Invocation:
    """What a handler was invoked with, and what came of it.

    Attributes:
        function: the function's name, as ``MyWebSocket-default``.
        request_id: Lambda's.
        event_type: ``CONNECT``, ``MESSAGE``, ``DISCONNECT`` and so on.
        connection_id: the client's, None for a table's changes.
        cold: whether it was a cold start.
        duration_ms: how long it took.
        event: what Lambda received.
        status: ``ok``, ``error``, ``timeout`` or ``crash``.
        result: what was returned to API Gateway.
        error: type and message of what was raised, None for ``ok``.
        traceback: its lines, as text; None without.
        log: what was printed and logged, line by line.
    """

    function: str
    request_id: str
    event_type: str
    connection_id: str | None
    cold: bool
    duration_ms: float
    event: Mapping[str, Any]
    status: str
    result: Any
    error: str | None
    traceback: str | None
    log: tuple[str, ...]

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Invocation":
        """Read what the verb ``invocations`` of the admin API has."""
        known = {each.name: content[each.name] for each in fields(cls)}
        return cls(**{**known, "log": tuple(content["log"])})

    @property
    def route_key(self) -> str | None:
        """The route that was selected; None for what is no event of a route."""
        context = self.event.get("requestContext") or {}
        route_key: str | None = context.get("routeKey")
        return route_key
