#> "x" -> "[1, 1] 2"
"""A defaultdict whose factory is a function of the program, or a lambda."""

from collections import defaultdict

from pulumi_wingws import WebSocket


def ones():
    return [1, 1]


A = defaultdict(ones)
B = defaultdict(lambda: 2)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{A[body]} {B[body]}"
