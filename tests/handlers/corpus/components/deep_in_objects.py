#> "x" -> "deep"
#< "c1" "x"
"""Components in lists of dicts of objects."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Wire:
    def __init__(self, out):
        self.out = out


BOX = {"wires": [Wire({"chat": chat})]}


@chat.on_message(reply=True)
def on_message(connection_id, body):
    BOX["wires"][0].out["chat"].send_message(connection_id, body)
    return "deep"
