#> "3" -> "4 6 9"
"""Three lambdas on one line, told apart by their columns."""

from pulumi_wingws import WebSocket

F, G, H = lambda n: n + 1, lambda n: n * 2, lambda n: n * n
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    n = int(body)
    return f"{F(n)} {G(n)} {H(n)}"
