#! __main__.py
"""A function made by exec has no source."""

from pulumi_wingws import WebSocket

names = {}
exec("def helper(text):\n    return text", names)
helper = names["helper"]
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return helper(body)
