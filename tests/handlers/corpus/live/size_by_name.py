#: environment SIZE 2
#> "x" -> "x2"
"""The way out: the value under a name of its own, then the line that runs again."""

import os
import threading

from pulumi_wingws import WebSocket

size = int(os.environ["SIZE"])
gate = threading.BoundedSemaphore(size)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    with gate:
        return f"{body}{size}"
