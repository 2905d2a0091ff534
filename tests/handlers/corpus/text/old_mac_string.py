#> "x" -> "x1"
"""A carriage return inside a string."""

from pulumi_wingws import WebSocket

ONE = len('\r')
chat = WebSocket("Chat")


def helper(text):
    if text:
        return f"{text}{ONE}"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return helper(body)
