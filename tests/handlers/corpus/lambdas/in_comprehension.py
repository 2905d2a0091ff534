#> "1" -> "[2, 2] [0, 1]"
"""Lambdas made in comprehensions."""

from pulumi_wingws import WebSocket

LATE = [lambda: i + 1 for i in range(2)]
EARLY = [lambda i=i: i for i in range(2)]
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{[f() for f in LATE]} {[f() for f in EARLY]}"
