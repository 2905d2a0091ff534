#> "x" -> "empty"
"""A cell that was never filled."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def make(fill):
    def read():
        try:
            return value
        except NameError:
            return "empty"

    if fill:
        value = 1
    return read


read = make(False)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return read()
