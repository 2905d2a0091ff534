#> "a" -> "A!"
"""A handler that is a lambda."""

from pulumi_wingws import WebSocket

MARK = "!"
chat = WebSocket("Chat")
chat.on_message(reply=True)(lambda connection_id, body: body.upper() + MARK)
