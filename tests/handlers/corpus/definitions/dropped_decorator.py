#> "a" -> "a1 ['same']"
"""A decorator that returned the function unchanged is dropped; what it noted is data."""

from pulumi_wingws import WebSocket

NOTED = []
chat = WebSocket("Chat")


def note(function):
    NOTED.append(function.__name__)
    return function


@note
def same(text):
    return text + "1"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{same(body)} {NOTED}"
