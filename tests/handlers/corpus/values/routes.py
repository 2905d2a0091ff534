#> $connect {} -> {"statusCode": 200}
#> play "x" -> {"statusCode": 200}
#> ask "x" -> "asked 1"
#> "x" -> "default 1"
#> $disconnect {} -> {"statusCode": 200}
"""Each handler has an environment of its own, and values of its own."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
hits = []


def hit():
    hits.append(1)
    return len(hits)


@chat.on_connect
def on_connect(connection_id):
    hit()


@chat.on_disconnect
def on_disconnect(connection_id):
    hit()


@chat.route("play")
def play(connection_id, body):
    return hit()


@chat.route("ask", reply=True)
def ask(connection_id, body):
    return f"asked {hit()}"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"default {hit()}"
