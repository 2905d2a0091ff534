#> "x" -> "b'\\x00\\x07' True"
"""A struct, a hash object with state."""

import hashlib
import struct


from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
PAIR = struct.Struct(">H")
SALTED = hashlib.sha256(b"salt")
SALTED.update(b"more")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{PAIR.pack(7)} {SALTED.hexdigest() == hashlib.sha256(b'saltmore').hexdigest()}"
