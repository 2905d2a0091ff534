#> "x" -> "found 1"
"""Keys whose hash needs their state: filled before they are put into the dict."""

from pulumi_wingws import WebSocket


class Key:
    def __init__(self, name):
        self.name = name

    def __hash__(self):
        return hash(self.name)

    def __eq__(self, other):
        return self.name == other.name


TABLE = {Key("x"): "found"}
KEYS = {Key("a")}
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{TABLE[Key(body)]} {len(KEYS & {Key('a')})}"
