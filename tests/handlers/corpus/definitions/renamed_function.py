#> "x" -> "other other_q"
"""__name__ and __qualname__ set after the def."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def helper():
    pass


helper.__name__ = "other"
helper.__qualname__ = "other_q"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{helper.__name__} {helper.__qualname__}"
