#> "x" -> "missing"
#> "a" -> "1"
"""A sentinel made by object() is one object everywhere."""

from pulumi_wingws import WebSocket

MISSING = object()
VALUES = {"a": 1}
chat = WebSocket("Chat")


def find(name, default=MISSING):
    return VALUES.get(name, default)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    found = find(body)
    return "missing" if found is MISSING else str(found)
