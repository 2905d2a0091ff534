#> "x" -> "1 2"
"""`from x import y`, and then x binds y anew."""

import library
from library import value

from pulumi_wingws import WebSocket

library.bump()
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{value} {library.value}"
