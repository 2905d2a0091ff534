#> "1000000" -> "1000000 64 True"
"""Bytes of 1 MB, and a text that nobody can encode."""

from pulumi_wingws import WebSocket

BLOB = bytes(n * n % 251 for n in range(1_000_000))
HALF = "".join(["\ud800" for _ in range(9_000)])
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    is_same = HALF == chr(0xD800) * 9_000
    return f"{len(BLOB)} {BLOB[2_000]} {is_same}"
