#> "x" -> "hello 2 c"
"""Names that with, for and except bind."""

import io

from pulumi_wingws import WebSocket

with io.StringIO("hello") as stream:
    text = stream.read()
for index, letter in enumerate("abc"):
    pass
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{text} {index} {letter}"
