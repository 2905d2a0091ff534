#> "a b c" -> "a ['b'] c {'k': 1, 'j': 2} [1, 2]"
"""Starred targets, unpacking in calls and displays."""

from pulumi_wingws import WebSocket

BASE = {"k": 1}
ONE = [1]
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    first, *middle, last = body.split()
    return f"{first} {middle} {last} { {**BASE, 'j': 2} } {[*ONE, 2]}"
