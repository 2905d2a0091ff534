#> "x" -> "fine"
#> "bad" raises "ValueError: bad"
#> "x" -> "fine"
"""An exception of the handler is Lambda's error, and the environment lives on."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    if body == "bad":
        raise ValueError(body)
    return "fine"
