#> "x" -> "1 2 [3, 4] 5 6"
"""Starred targets, chained assignment, nested tuples."""

from pulumi_wingws import WebSocket

a, (b, *rest), c = 1, [2, 3, 4], 5
d = e = 6
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{a} {b} {rest} {c} {e}"
