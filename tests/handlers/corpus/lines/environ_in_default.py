#> "x" -> "deploy"
"""A default that reads the environment at deploy time."""

import os


from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
def f(word=os.environ.get("NO_SUCH_VARIABLE", "deploy")):
    return word


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f()
