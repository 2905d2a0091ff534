#> "x" -> "1"
#> "x" -> "2"
"""A handler that binds a global anew."""

from pulumi_wingws import WebSocket

count = 0
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    global count
    count += 1
    return str(count)
