#= the value is another at each deployment
#~ started
#> "x" -> "True"
"""A value of the clock redeploys the handler each time."""

import time

from pulumi_wingws import WebSocket

started = time.time()
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(started > 0)
