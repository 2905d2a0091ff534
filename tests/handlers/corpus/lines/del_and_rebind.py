#> "x" -> "[1] [2]"
"""A name deleted and bound anew, and an alias of the old one."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
a = [1]
b = a
del a
a = [2]


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{b} {a}"
