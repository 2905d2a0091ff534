#> "x" -> "[2, 2, 2] [0, 1, 2]"
"""Closures made in a loop: late binding, and the default that avoids it."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def make():
    late, early = [], []
    for i in range(3):
        def a():
            return i
        def b(i=i):
            return i
        late.append(a)
        early.append(b)
    return late, early


LATE, EARLY = make()


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{[f() for f in LATE]} {[f() for f in EARLY]}"
