#> "x" -> "[1, 2] [9]"
"""A class body's comprehension and a global of the same name."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
n = [9]


class A:
    rows = [n for n in (1, 2)]


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{A.rows} {n}"
