#> "x" -> "top deep x"
"""Relative imports of one dot and of two."""

from app.deep import core

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return core.work(body)
