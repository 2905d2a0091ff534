#> "x" -> "[1, 'x', 'x'] True"
"""One object as default of two functions and as a global."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
box = [1]


def f(t, box=box):
    box.append(t)
    return box


def g(t, *, other=box):
    other.append(t)
    return other


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{f(body) and g(body)} {box is f.__defaults__[0]}"
