#> "3" -> "6"
"""A lambda bound to a name."""

from pulumi_wingws import WebSocket

double = lambda n: 2 * n  # noqa: E731
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(double(int(body)))
