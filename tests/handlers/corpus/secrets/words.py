#~ the artifact contains the value of 'PASSWORD'
#> "open-sesame" -> "True"
"""A word for a password is told, and works."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
PASSWORD = "open-sesame"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(body == PASSWORD)
