#> "hi" -> "sent"
#< "c1" "hi"
#< "other" "hi"
"""A component becomes a handle."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    for each in (connection_id, "other"):
        chat.send_message(each, body)
    return "sent"
