#! __main__.py:15:10: 'lock' cannot be written down, and line 9 does more with it than call its methods
"""A lock that was passed to a function is refused."""

import threading

from pulumi_wingws import WebSocket

lock = threading.Lock()
print(lock)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    with lock:
        return body
