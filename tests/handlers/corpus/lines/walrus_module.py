#> "x" -> "3 6"
"""A walrus at module level."""

from pulumi_wingws import WebSocket

double = 2 * (single := 3)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{single} {double}"
