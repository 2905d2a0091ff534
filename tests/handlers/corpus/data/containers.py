#> "x" -> "[1, (2,), {'a': [3]}, {4}, frozenset({5}), bytearray(b'6'), range(0, 9, 2)]"
"""Containers in containers."""

from pulumi_wingws import WebSocket

BOX = [1, (2,), {"a": [3]}, {4}, frozenset({5}), bytearray(b"6")]
BOX.append(range(0, 9, 2))
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(BOX)
