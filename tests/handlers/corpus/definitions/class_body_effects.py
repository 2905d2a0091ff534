#> "x" -> "[1] 2"
"""A class body that changes a global: the final value of the global wins."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
log = []


class Loud:
    log.append(1)
    size = len(log) + 1


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{log} {Loud.size}"
