#> "x" -> "if with try"
"""Nested defs in if, with and try; the indentation of each differs."""

import contextlib

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def make(flag):
    if flag:
            def a():
                return "if"
    with contextlib.nullcontext():
        def b():
            return "with"
    try:
        1 / 0
    except ZeroDivisionError:
        def c():
            return "try"
    return a, b, c


FUNCTIONS = make(True)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return " ".join(f() for f in FUNCTIONS)
