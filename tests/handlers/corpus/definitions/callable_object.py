#> "a" -> "a2"
"""An object with __call__ as a helper."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Add:
    def __init__(self, suffix):
        self.suffix = suffix

    def __call__(self, text):
        return text + self.suffix


add = Add("2")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return add(body)
