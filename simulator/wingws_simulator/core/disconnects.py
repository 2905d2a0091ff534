"""
The invocations of `$disconnect`: one for each connection that was open, if all is well.

Nobody waits for their results. On AWS they are best effort: late at times, or lost.
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html

"""

from __future__ import annotations

import json
from collections.abc import Callable

from .actions import Action, Invoke, SetTimer
from .api_config import ApiConfig
from .connection import Connection
from .events import Timer
from .faults import Faults
from .ids import Ids
from .proxy_event import build_disconnect_event
from .settings import Close

__all__ = ["Disconnects"]


class Disconnects:
    """
    Makes them, in time unless a fault strikes.

    Args:
        ids: Source of ids.
        faults: What goes wrong on demand.
        random: Returns random numbers from 0 to 1, for faults.

    """

    def __init__(self, ids: Ids, faults: Faults, random: Callable[[], float]) -> None:
        self._ids = ids
        self._faults = faults
        self._random = random
        self._late: dict[str, Invoke] = {}

    def make(
        self, api: ApiConfig, connection: Connection, close: Close, *, now: float
    ) -> list[Action]:
        """Return what invokes the route, if there is one, for what has closed."""
        route = api.routes.get("$disconnect")
        if route is None or self._faults.strikes("lost_disconnects", self._random):
            return []
        request_id = self._ids.request_id(now)
        event = build_disconnect_event(
            api, connection, close, request_id=request_id, now=now
        )
        origin = ("DISCONNECT", api.api_id, connection.connection_id, None)
        invoke = Invoke(request_id, route.function_name, json.dumps(event), origin)
        if not self._faults.disconnect_delay:
            return [invoke]
        self._late[request_id] = invoke
        timer = Timer("disconnect", request_id)
        return [SetTimer(timer, now + self._faults.disconnect_delay)]

    def start_late(self, request_id: str) -> list[Action]:
        """Return what starts one whose time has come, unless it has started already."""
        invoke = self._late.pop(request_id, None)
        return [] if invoke is None else [invoke]

    def forget(self) -> None:
        """Forget those that still wait."""
        self._late.clear()

    def start_all_late(self) -> list[Action]:
        """Return what starts those that still wait, as the simulator ends."""
        late: list[Action] = [*self._late.values()]
        self._late.clear()
        return late
