#> "" -> "5 6 7"
"""Defaults and class bodies that name lambdas and closures of the module."""
from functools import partial
from pulumi_wingws import WebSocket
chat = WebSocket("Chat")
double = lambda n: n * 2  # noqa: E731
def adder(k):
    return lambda n: n + k
add = adder(1)
def f(n, k=double, *, a=add):
    return a(k(n))
class B:
    both = adder(2)
    three = partial(add)
    def g(self, n, k=add):
        return k(n) + 1
@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{f(2)} {B.both(4)} {B().g(5)}" if B.three(1) == 2 else "?"
