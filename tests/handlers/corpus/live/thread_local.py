#> "x" -> "None x"
"""threading.local starts empty."""

import threading

from pulumi_wingws import WebSocket

here = threading.local()
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    before = getattr(here, "value", None)
    here.value = body
    return f"{before} {here.value}"
