#> "x" -> "fast"
"""A conditional import of a module of the program."""

import sys

from pulumi_wingws import WebSocket

if sys.maxsize > 2**32:
    import fast as speed
else:
    import slow as speed

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return speed.NAME
