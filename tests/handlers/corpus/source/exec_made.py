#! __main__.py:14:12: 'helper' has no source: it was not read from a file (REPL, exec or notebook)
"""A function made by exec has no source."""

from pulumi_wingws import WebSocket

names = {}
exec("def helper(text):\n    return text", names)
helper = names["helper"]
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return helper(body)
