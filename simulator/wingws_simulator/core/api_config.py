"""What a WebSocket API consists of: its stage and its routes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["ApiConfig", "Route"]


@dataclass(frozen=True)
class Route:
    """
    A route key's integration.

    Attributes:
        function_name: The function to invoke.
        reply: Whether the route has a route response, so that the body that the
            handler returns goes back to the sender ("two-way").

    """

    function_name: str
    reply: bool = False


@dataclass(frozen=True)
class ApiConfig:
    """
    One deployed WebSocket API.

    Attributes:
        api_id: Id of the API.
        stage: Name of its only stage.
        routes: Routes by route key, `$connect` and its like included.
        route_selection_expression: Names the route of a message.
        stage_variables: Passed along in every event, unless there are none.
        deployed: False while the stage has no deployment.

    """

    api_id: str
    stage: str
    routes: Mapping[str, Route]
    route_selection_expression: str = "$request.body.action"
    stage_variables: Mapping[str, str] = field(default_factory=dict)
    deployed: bool = True
