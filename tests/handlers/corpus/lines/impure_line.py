#= the value is another at each deployment
#> "a" -> "4 True"
"""A line whose value depends on what ran before it is not run again."""

import random

from pulumi_wingws import WebSocket

rolls = []


def roll():
    rolls.append(4)
    return rolls[-1]


value = roll()
token = random.random()
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{value} {0 <= token < 1}"
