#> "x" -> "array('i', [1, 2]) b'ab'"
"""array.array and memoryview."""

from array import array

from pulumi_wingws import WebSocket

A = array("i", [1])
A.append(2)
VIEW = memoryview(b"ab")
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{A} {VIEW.tobytes()}"
