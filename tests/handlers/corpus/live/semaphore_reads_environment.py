#: environment SIZE 2
#> "" -> "False"
"""What comes apart into data has what os.environ gave at deploy time."""

import os
import threading

from pulumi_wingws import WebSocket

gate = threading.BoundedSemaphore(int(os.environ["SIZE"]))
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    with gate, gate:
        return str(gate.acquire(blocking=False))
