#> "x" -> "tag 9"
"""An attribute on a method, changed keyword defaults."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
class A:
    def f(self, *, k=1):
        return k


A.f.tag = "tag"
A.f.__kwdefaults__ = {"k": 9}


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{A.f.tag} {A().f()}"
