#= the value is another at each deployment
#~ run
#> "x" -> "36"
"""A random id redeploys the handler each time."""

import uuid

from pulumi_wingws import WebSocket

run = uuid.uuid4()
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(len(str(run)))
