#> "3" -> "8"
"""A lambda that returns a lambda that returns a lambda."""

from pulumi_wingws import WebSocket

add = (lambda a: lambda b: lambda c: a + b + c)(1)(4)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(add(int(body)))
