#> "x" -> "x1"
"""Form feeds between and inside lines."""

from pulumi_wingws import WebSocket

ONE = 1
chat = WebSocket("Chat")


def helper(text):
    if text:
        return ""[:0] + f"{text}{ONE}"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return helper(body)
