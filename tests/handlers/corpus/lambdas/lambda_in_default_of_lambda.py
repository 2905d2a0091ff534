#> "x" -> "6"
"""A lambda in a lambda's default."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
f = lambda n, g=lambda m: m * 2: g(n)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(f(3))
