#> "2" -> "4"
"""A lambda with a condition, a walrus and a nested comprehension in it."""

from pulumi_wingws import WebSocket

f = (lambda n: (m := n + n) if n else [k for k in range(m)]) if True else (lambda n: 0)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(f(int(body)))
