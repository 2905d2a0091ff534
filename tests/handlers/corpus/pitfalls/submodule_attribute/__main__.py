#> "x" -> "sub 1"
"""`import package.sub` and the attribute that it sets on the package."""

import package.sub

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{package.sub.NAME} {package.NUMBER}"
