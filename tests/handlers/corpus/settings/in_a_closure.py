#: config word swordfish
#> "x" -> "swordfish!"
"""A configuration that a function inside a function holds, and a cold start's."""

import pulumi

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
mark = None


def reader():
    config = pulumi.Config()
    return lambda: config.require("word")


read = reader()


@chat.on_init
def prepare():
    global mark
    mark = pulumi.Config().get("mark", "!")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return read() + mark
