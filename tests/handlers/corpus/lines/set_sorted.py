#> "x" -> "a b c | 3"
"""A set, and a list made of it: the order of this very run is data."""

from pulumi_wingws import WebSocket

LETTERS = set("cab")
COUNT = len(LETTERS)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{' '.join(sorted(LETTERS))} | {COUNT}"
