#> "x" -> "Local 3"
"""A class local to a function: its line runs again."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def make(n):
    class Local:
        size = n

    return Local


Kind = make(3)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{Kind.__name__} {Kind().size}"
