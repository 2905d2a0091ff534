#> "x" -> "2026-07-01T12:00:00+02:00"
"""A datetime in a named zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from pulumi_wingws import WebSocket

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 7, 1, 12, tzinfo=BERLIN)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return NOON.isoformat()
