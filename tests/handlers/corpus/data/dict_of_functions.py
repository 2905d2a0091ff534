#> "up a" -> "A"
#> "rev ab" -> "ba"
#> "len ab" -> "2"
"""A dict of functions: defs, builtins and methods of types."""

from pulumi_wingws import WebSocket


def reverse(text):
    return text[::-1]


TABLE = {"up": str.upper, "rev": reverse, "len": len}
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    verb, text = body.split()
    return str(TABLE[verb](text))
