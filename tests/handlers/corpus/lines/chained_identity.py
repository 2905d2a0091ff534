#> "x" -> "True [1]"
"""Two names of one object stay two names of one object."""

from pulumi_wingws import WebSocket

a = b = []
b.append(1)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{a is b} {a}"
