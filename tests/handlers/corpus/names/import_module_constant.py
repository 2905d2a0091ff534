#> "x" -> "1.5"
"""import_module of a constant name of the standard library hides nothing."""

from importlib import import_module

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(import_module("fractions").Fraction(3, 2).__float__())
