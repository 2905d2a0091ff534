#> "x" -> "7 (1, 2)"
"""property() and partialmethod in a class body, over functions of the module."""

from functools import partialmethod


from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
def read(self):
    return self._n


def pair(self, a, b):
    return a, b


class A:
    _n = 7
    n = property(read)
    one = partialmethod(pair, 1)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{A().n} {A().one(2)}"
