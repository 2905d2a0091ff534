#> "x" -> "(-0.0, -1.0) (inf, nan)"
"""Complex numbers with signed zeros, infinities and NaN."""

from pulumi_wingws import WebSocket

A = complex(-0.0, -1)
B = complex(float("inf"), float("nan"))
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{A.real, A.imag} {B.real, B.imag}"
