#> "x" -> "False"
"""A lock: the line that makes it runs at cold start."""

import threading

from pulumi_wingws import WebSocket

lock = threading.Lock()
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    with lock:
        pass
    return str(lock.locked())
