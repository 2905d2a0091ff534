#> "x" -> "True"
"""A random generator that the program has used goes on from there."""

import random


from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
dice = random.Random(7)
first = dice.random()
twin = random.Random(7)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(dice.random() != first)
