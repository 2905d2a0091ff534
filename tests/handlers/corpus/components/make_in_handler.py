#> "x" raises "*"
"""Making a component in a handler makes a handle that nobody told anything."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")

@chat.on_message(reply=True)
def on_message(connection_id, body):
    WebSocket(body).send_message(connection_id, "x")
