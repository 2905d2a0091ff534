#> "" -> "5 True"
"""A class body names a lambda, and a closure, of the module."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
double = lambda n: n * 2  # noqa: E731


def adder(k):
    return lambda n: n + k


add = adder(1)


class Sums:
    twice = staticmethod(double)
    plus = {"one": add}


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{Sums.plus['one'](Sums.twice(2))} {Sums.twice is double}"
