#> "x" -> "86400 ['a', 'b']"
"""A line that provably yields the value is kept, or written as a literal."""

from pulumi_wingws import WebSocket

DAY = 24 * 60 * 60
NAMES = "a b".split()
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{DAY} {NAMES}"
