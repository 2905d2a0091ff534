#: environment SIZE 2
#! __main__.py:16:10: 'gate' cannot be written down, and what makes it again reads 'os.environ'
"""A line that must run again and reads os.environ is refused."""

import os
import threading

from pulumi_wingws import WebSocket

gate = threading.BoundedSemaphore(int(os.environ["SIZE"]))
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    with gate:
        return body
