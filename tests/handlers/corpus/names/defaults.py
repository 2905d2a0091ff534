#> "a" -> "a7x"
"""Free names in a helper's defaults and keyword defaults: their values are data."""

from pulumi_wingws import WebSocket

SIZE = 7
chat = WebSocket("Chat")


def helper(text, size=SIZE, *, mark="x" * 1):
    return f"{text}{size}{mark}"


SIZE = 8


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return helper(body)
