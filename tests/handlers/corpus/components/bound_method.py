#> "x" -> "ok"
#< "c1" "x"
"""A handler-time method bound at module level."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
send = chat.send_message


@chat.on_message(reply=True)
def on_message(connection_id, body):
    send(connection_id, body)
    return "ok"
