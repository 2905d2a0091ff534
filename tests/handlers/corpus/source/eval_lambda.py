#! __main__.py:12:12: 'helper' has no source: it was not read from a file (REPL, exec or notebook)
"""A lambda made by eval has no source."""

from pulumi_wingws import WebSocket

helper = eval("lambda text: text")
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return helper(body)
