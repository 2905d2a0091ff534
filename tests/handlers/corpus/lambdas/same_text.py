#> "3" -> "13 23"
"""Two lambdas of the same text on one line, in different cells."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def make(k):
    return lambda n: k + n


PAIR = [make(10), make(20)]


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return " ".join(str(f(int(body))) for f in PAIR)
