#> "x" -> "2"
"""A name bound twice: as it ended."""

from pulumi_wingws import WebSocket

value = 1
first = value
value = 2
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(value)
