#> "send_message" -> "escaped"
#< "c1" "x"
"""A method looked up by a computed name: the handle escapes and has all methods."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    getattr(chat, body)(connection_id, "x")
    return "escaped"
