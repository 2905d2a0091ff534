#> "x" -> "True"
"""A seeded random.Random, an object of the library with state."""

import random

from pulumi_wingws import WebSocket

dice = random.Random(7)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(dice.random() == random.Random(7).random())
