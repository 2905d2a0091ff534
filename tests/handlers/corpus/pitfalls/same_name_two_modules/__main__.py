#> "x" -> "main other"
"""Functions of one name in two modules."""

import other

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def name():
    return "main"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{name()} {other.name()}"
