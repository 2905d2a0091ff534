#> "x" -> "A.f B 1 A"
"""A class that borrows another's function, static and class methods."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
class A:
    def f(self):
        return f"A.f {type(self).__name__}"

    @staticmethod
    def s():
        return 1

    @classmethod
    def c(cls):
        return cls.__name__


class B:
    f = A.f
    s = A.s
    c = A.c


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{B().f()} {B.s()} {B.c()}"
