#> "x" -> "x 4 [5] k"
"""Defaults and keyword defaults of a nested function, computed in its factory."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def make(n):
    def f(text, size=n * 2, box=[n + 3], *, key="k" * (n - 1)):  # noqa: B006
        return f"{text} {size} {box} {key}"

    return f


f = make(2)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f(body)
