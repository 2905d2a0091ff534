#> "x" -> "x1"
"""The last line has no end."""

from pulumi_wingws import WebSocket

ONE = 1
chat = WebSocket("Chat")


def helper(text):
    if text:
        return f"{text}{ONE}"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return helper(body)