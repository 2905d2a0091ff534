#> "x" -> "True 1"
"""A tuple in an object that the tuple holds."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
class N:
    pass


n = N()
n.pair = (n, 1)
F = frozenset([n])


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{n.pair[0] is n} {len(F & {n})}"
