#> "x" -> "0"
#> "x" -> "1"
"""itertools.count at module level: its line runs at cold start."""

from itertools import count

from pulumi_wingws import WebSocket

numbers = count()
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(next(numbers))
