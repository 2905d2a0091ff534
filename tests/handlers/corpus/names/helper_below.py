#> "a" -> "a, below"
"""A helper defined below the handler."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return helper(body)


def helper(text):
    return f"{text}, {WORD}"


WORD = "below"
