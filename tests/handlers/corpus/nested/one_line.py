#> "x" -> "1x"
"""A factory and its function on one line each."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def make(n):
    def f(t): return f"{n}{t}"
    return f


f = make(1)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f(body)
