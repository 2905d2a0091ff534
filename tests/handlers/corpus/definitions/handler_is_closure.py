#> "a" -> "1 a"
#> "b" -> "2 b"
"""A handler made by a function, under the name that it has there."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def make(count):
    def on(connection_id, body):
        nonlocal count
        count += 1
        return f"{count} {body}"

    return on


on = make(0)
chat.on_message(on, reply=True)
