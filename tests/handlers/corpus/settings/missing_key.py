#! __main__.py:13:12: Missing required configuration variable 'chat:word'
"""A key that the stack lacks."""

import pulumi

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return pulumi.Config().require_secret("word")
