#~ AWS
#> "x" -> "False"
"""A literal that looks like a secret."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(body == "AKIA" "IOSFODNN7" "EXAMPLE")
