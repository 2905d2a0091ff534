#> "a" -> "a1"
"""A local of a global's name is no free name; the lock of that name stays behind."""

import threading

from pulumi_wingws import WebSocket

value = threading.Lock()
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    value = 1
    return f"{body}{value}"
