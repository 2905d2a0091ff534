#> "x" -> "1 2"
"""Two values of one name, the first under another name."""

from pulumi_wingws import WebSocket

value = [1]
first = value
value = [2]
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{first[0]} {value[0]}"
