#! __main__.py:10:12: name 'greet' is not defined
"""A name that is nowhere."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")

@chat.on_message(reply=True)
def on_message(connection_id, body):
    return greet(body)
