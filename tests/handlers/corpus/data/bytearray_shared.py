#> "x" -> "bytearray(b'ab!') True"
"""Bytes, bytearray and memory that two names share."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
A = bytearray(b"ab")
B = [A]
A += b"!"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{B[0]} {B[0] is A}"
