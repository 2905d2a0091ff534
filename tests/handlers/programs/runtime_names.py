"""Results, errors and component classes of pulumi_wingws have twins at run time."""
from pulumi_stand_ins import WebSocket as Stand
from pulumi_wingws import (
    Reject, Event,
    Accept as Yes, ConfigurationError,
)
import pulumi_wingws as ws, json


DENIED = Reject(403)
KINDS = [Yes, ws.WebSocket]


def check(event: Event) -> Reject | None:
    return Reject(403)


def on_message(connection_id: str, body: ConfigurationError) -> str:
    return repr([check(None) == Reject(403) == DENIED, Yes.__module__, issubclass(ws.ConnectionGone, Exception), json.dumps(1), KINDS[1] is ws.WebSocket, isinstance(body, KINDS[1])])


ANSWERS = {"x": "[True, 'wingws_runtime.results', True, '1', True, False]"}
