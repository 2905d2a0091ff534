#> "x" -> "2 4"
"""Lambdas as class attributes and as property getters."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
class A:
    double = lambda self, n: n * 2
    four = property(lambda self: self.double(2))


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{A().double(1)} {A().four}"
