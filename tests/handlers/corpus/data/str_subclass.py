#> "x" -> "a! 7 (1,) 2.5 b'x'"
"""Instances of subclasses of str, tuple, float, bytes with attributes."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
class S(str):
    pass


class T(tuple):
    pass


class F(float):
    pass


class B(bytes):
    pass


A = S("a")
A.mark = 7
U, V, W = T([1]), F(2.5), B(b"x")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{A}! {A.mark} {tuple(U)} {V} {bytes(W)}"
