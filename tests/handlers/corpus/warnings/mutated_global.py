#~ seen
#> "x" -> "1"
"""A captured global that the handler mutates: each environment has its own."""

from pulumi_wingws import WebSocket

seen = []
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    seen.append(body)
    return str(len(seen))
