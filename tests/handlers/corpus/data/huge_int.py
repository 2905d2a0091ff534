#> "x" -> "5001 1"
"""An int with more digits than int() reads."""

from pulumi_wingws import WebSocket

BIG = 10**5000
DIGITS = 0
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    number, digits = BIG, 0
    while number:
        number //= 10
        digits += 1
    return f"{digits} {BIG % 3}"
