#! __main__.py:11:24: this looks like an AWS access key, and every preview would show it
"""A literal of a known form, though it is in pieces."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(body == "AKIA" "IOSFODNN7" "EXAMPLE")
