#~ random
#> "x" -> "x"
"""random.seed is state of the library."""

import random

from pulumi_wingws import WebSocket

random.seed(1)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    random.random()
    return body
