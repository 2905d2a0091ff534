#> "x" -> "2 1"
"""`f = deco(f)` below the def: one name, two functions."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def one():
    return 1


original = one


def double(function):
    return lambda: function() * 2


one = double(one)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{one()} {original()}"
