#! __main__.py:11:12: 'chat.on_message' exists at deploy time only
"""A decorator in a handler's body is refused."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return chat.on_message(body)
