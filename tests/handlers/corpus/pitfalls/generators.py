#> "x" -> "[0, 1, 2, 'sent', 'end'] [1, 4]"
"""Generators: send, return values, yield from, expressions."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
TWO = 2


def inner():
    got = yield TWO
    yield got
    return "end"


def outer():
    yield from range(TWO)
    last = yield from inner()
    yield last


@chat.on_message(reply=True)
def on_message(connection_id, body):
    steps = outer()
    out = [next(steps) for _ in range(3)]
    out += [steps.send("sent"), next(steps)]
    return f"{out} {list(n**TWO for n in (1, 2))}"
