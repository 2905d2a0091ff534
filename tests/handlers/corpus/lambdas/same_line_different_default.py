#> "x" -> "0 1 2"
"""Lambdas of one comprehension that differ in defaults only."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
F = [(lambda i=i: i) for i in range(3)]


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return " ".join(str(f()) for f in F)
