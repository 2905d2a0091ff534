#> "x" -> "wrapped bare"
"""A function and what a decorator made of it, both needed."""

import functools

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def deco(function):
    @functools.wraps(function)
    def wrapper():
        return "wrapped " + function()

    return wrapper


@deco
def work():
    return "bare"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    assert work.__wrapped__() == "bare"
    return work()
