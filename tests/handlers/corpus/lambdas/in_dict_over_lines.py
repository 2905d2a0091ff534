#> "abs" -> "3"
#> "neg" -> "-3"
#> "sum" -> "6"
"""Lambdas in a dict over several lines."""

from pulumi_wingws import WebSocket

TABLE = {
    "abs": lambda n: abs(n),
    "neg": (
        lambda n:
        -n
    ),
    "sum": lambda n, *more, k=3: n + k + sum(more),
}
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(TABLE[body](3))
