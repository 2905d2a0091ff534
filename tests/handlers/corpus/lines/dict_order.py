#> "x" -> "b a c"
"""A dict keeps its order of insertion."""

from pulumi_wingws import WebSocket

WORDS = {"b": 1}
WORDS["a"] = 2
WORDS.update(c=3)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return " ".join(WORDS)
