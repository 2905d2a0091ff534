#> "a b" -> "['a', 'b'] 1"
"""A bound method of an object of the library."""

import random
import re

from pulumi_wingws import WebSocket

split = re.compile(" ").split
choose = random.Random(1).choice
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{split(body)} {choose([1])}"
