#> "x" -> "6 x"
"""Backslashes, brackets and comments inside kept statements."""

from pulumi_wingws import WebSocket

total = 1 + \
    2 + \
    3
dropped = 1 + \
    2
chat = WebSocket("Chat")


@chat.on_message(
    # a comment
    reply=True,
)
def on_message(
    connection_id,
    body,  # the message
):
    return f"{total} " \
        f"{body}"
