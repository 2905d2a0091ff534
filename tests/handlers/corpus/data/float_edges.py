#> "x" -> "-0.0 -inf 5e-324 1.7976931348623157e+308 0.1 True"
"""Floats bit by bit: a negative zero, the smallest, the largest."""

from pulumi_wingws import WebSocket

ZERO = -0.0
VALUES = [ZERO, -float("inf"), 5e-324, 1.7976931348623157e308, float("0.1")]
nan = float("nan")
BOX = [nan]
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return " ".join(map(repr, VALUES)) + f" {nan in BOX}"
