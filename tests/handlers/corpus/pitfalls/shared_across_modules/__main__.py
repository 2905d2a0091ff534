#> "x" -> "[1, 'x'] True"
"""An object that two modules share stays one object."""

import a
import b

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    a.add(body)
    return f"{b.items} {a.items is b.items}"
