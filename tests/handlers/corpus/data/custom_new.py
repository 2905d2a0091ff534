#> "x" -> "kept"
"""A class whose __new__ needs arguments."""

from pulumi_wingws import WebSocket


class Needs:
    def __new__(cls, text):
        self = super().__new__(cls)
        self.text = text
        return self


needs = Needs("kept")
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return needs.text
