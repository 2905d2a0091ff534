#> "x" -> "None True -7 1.5 inf nan (1+2j) 'é\\n' b'\\xff' Ellipsis NotImplemented"
"""None, bool, numbers, str, bytes."""

from pulumi_wingws import WebSocket

VALUES = [None, True, -7, 1.5, float("inf"), float("nan"), 1 + 2j, "é\n", b"\xff", ..., NotImplemented]
VALUES.reverse()
VALUES.reverse()
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return " ".join(map(repr, VALUES))
