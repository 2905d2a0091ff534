#> "x" -> "3 10"
"""A value computed from one that changed afterwards."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
base = 3
limit = base
base = 10


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{limit} {base}"
