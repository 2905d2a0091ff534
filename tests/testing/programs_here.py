"""Programs of a few lines."""

#: Sends each message back.
MINIMAL = """\
from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id: str, body: str):
    return body
"""
