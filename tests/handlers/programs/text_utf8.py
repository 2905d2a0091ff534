"""A byte order mark and é before names on a line."""
from __future__ import annotations; é = "é"; word = é * 2


def on_message(connection_id: str, body: Nowhere) -> str:
    return é + word + " "


ANSWERS = {"x": "éééé"[:3] + chr(0x2028)}
