#> "x" -> "1"
"""threading.local whose value was set in a loop."""

import threading


from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
here = threading.local()
for here.value in (0, 1):
    pass


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(here.value)
