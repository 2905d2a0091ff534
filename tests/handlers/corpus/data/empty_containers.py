#> "x" -> "[] () {} set() frozenset() b''"
"""Empty containers, of which a set has no literal."""

from pulumi_wingws import WebSocket

BOX = [[], (), {}, {1}, frozenset([1]), b"1"]
BOX[3].clear()
BOX[4:] = [frozenset(), b""]
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return " ".join(map(str, BOX))
