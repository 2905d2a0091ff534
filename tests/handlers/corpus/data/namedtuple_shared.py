#> "" -> "True True"
"""A functional named tuple's instance, and the list in it, stay the same objects."""

from collections import namedtuple

from pulumi_wingws import WebSocket

Pair = namedtuple("Pair", "left right")
pair = Pair(0, [1])
box = {"pair": pair, "right": [pair.right]}
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{box['pair'] is pair} {box['right'][0] is pair.right}"
