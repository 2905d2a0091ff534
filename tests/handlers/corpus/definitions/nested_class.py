#> "x" -> "Outer.Inner 3"
"""A class in a class, and an instance of it."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Outer:
    class Inner:
        def __init__(self, n):
            self.n = n

    made = Inner(2)


thing = Outer.Inner(3)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{type(thing).__qualname__} {thing.n}"
