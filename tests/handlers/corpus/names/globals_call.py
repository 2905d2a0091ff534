#! __main__.py:11:12: 'globals' can reach names that no reading of the code finds
"""globals() is refused."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return globals()[body]
