#: environment WORD hello
#> "x" -> "hello"
"""A line that reads os.environ gets what it gave at deploy time."""

import os

from pulumi_wingws import WebSocket

word = os.environ["WORD"]
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return word
