#> "x" -> "deep"
"""An __init__.py that captures nothing becomes empty."""

from app.deep.core import value

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return value()
