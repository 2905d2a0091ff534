#> "x" -> "1"
"""A class that refuses to be changed is filled in all the same."""

from pulumi_wingws import WebSocket


class Frozen:
    def __init__(self, value):
        object.__setattr__(self, "value", value)

    def __setattr__(self, name, value):
        raise AttributeError("frozen")

    def __getattr__(self, name):
        raise AttributeError(name)


frozen = Frozen(1)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(frozen.value)
