#! __main__.py:10:12: 'WebSocket' exists at deploy time only
"""Making a component in a handler is refused."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")

@chat.on_message(reply=True)
def on_message(connection_id, body):
    return WebSocket(body)
