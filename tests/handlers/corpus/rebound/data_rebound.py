#> "x" -> "2"
"""Data may be rebound: as it ended."""

from pulumi_wingws import WebSocket

limit = 1
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(limit)


limit = 2
