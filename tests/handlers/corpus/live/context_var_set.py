#> "x" -> "set"
"""A ContextVar that the program set: as it ended, or refused."""

import contextvars


from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
current = contextvars.ContextVar("current", default="default")


def setup():
    current.set("set")


setup()


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return current.get()
