#> "x" -> "True"
"""A list made from a set of strings: its order is this run's, and data."""

from pulumi_wingws import WebSocket

NAMES = sorted({"b", "a", "c"})
PAIRS = {name: i for i, name in enumerate(NAMES)}
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(list(PAIRS) == ["a", "b", "c"])
