#: config size three
#! __main__.py:15:16: Configuration 'chat:size' value 'three' is not a valid 'int'
"""A value that its getter cannot read."""

import pulumi

from pulumi_wingws import WebSocket

config = pulumi.Config()
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(config.require_int("size"))
