#> "a-1" -> "('a', '1') True"
"""A compiled pattern with flags; bytes too."""

import re

from pulumi_wingws import WebSocket

PATTERN = re.compile(r"(?P<word>[A-Z]+) - (\d)", re.IGNORECASE | re.VERBOSE)
BYTES = re.compile(rb"\xff")
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{PATTERN.fullmatch(body).groups()} {bool(BYTES.match(bytes([255])))}"
