#: config greeting hello
#> "x" -> "hello x 3"
"""Configuration read at module level is data."""

import pulumi

from pulumi_wingws import WebSocket

config = pulumi.Config()
greeting = config.require("greeting")
size = config.get_int("size") or 3
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{greeting} {body} {size}"
