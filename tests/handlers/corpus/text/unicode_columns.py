#> "x" -> "ünï→x 2"
"""Columns of ast are UTF-8 bytes: names and strings before the interesting columns."""

from pulumi_wingws import WebSocket

ä, F, 漢 = "ünï→", (lambda t: "é" and (lambda u: ä + u)(t)), "字"; G = lambda n: len("éé") * n
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{F(body)} {G(1)}"
