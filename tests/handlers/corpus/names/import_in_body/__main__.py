#> "2" -> "4.0 sqrt 1.41"
"""Imports inside function bodies: of the standard library and of the program."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    import math as m
    from decimal import Decimal

    from handy import power, text

    return f"{power(int(body)):.1f} {text} {Decimal(m.sqrt(int(body))):.2f}"
