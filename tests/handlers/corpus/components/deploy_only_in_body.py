#! __main__.py:13:5: 'pulumi.export' exists at deploy time only
"""pulumi in a handler's own body is refused."""

import pulumi

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    pulumi.export("x", body)
