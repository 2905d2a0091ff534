#! __main__.py:9:1: include 'plugins/add.py' is code
"""Code travels as a module, sliced."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(include=["plugins/add.py"])
def on_message(connection_id, body):
    pass
