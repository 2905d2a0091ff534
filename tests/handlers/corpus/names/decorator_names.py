#> "a" -> "<a>"
"""Names that only a decorator's own code needs."""

from pulumi_wingws import WebSocket

OPEN, CLOSE = "<", ">"
chat = WebSocket("Chat")


def wrapped(function):
    def wrapper(text):
        return OPEN + function(text) + CLOSE

    return wrapper


@wrapped
def same(text):
    return text


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return same(body)
