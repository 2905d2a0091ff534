#> "x" -> "1 True"
"""Keys hashed by identity."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
class K:
    pass


key = K()
TABLE = {key: 1}
SEEN = {key}


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{TABLE[key]} {key in SEEN}"
