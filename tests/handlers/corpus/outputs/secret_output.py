#> "x" -> "hunter2-long"
"""A secret Output reaches the handler through SSM."""

import pulumi

from pulumi_wingws import WebSocket

word = pulumi.Output.secret("hunter2-long")
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return word.get()
