#> "a" -> "a-3"
"""The handler's own keyword defaults are kept."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
LIMIT = 3


def cut(text, limit=LIMIT):
    return f"{text}-{limit}"


LIMIT = 99


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return cut(body)
