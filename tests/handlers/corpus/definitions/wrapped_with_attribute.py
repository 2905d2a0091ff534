#> "" -> "1 text 2 2"
"""A wrapper, and the function in it, have attributes that a decorator set."""

import functools

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def counted(function):
    calls = 0

    @functools.wraps(function)
    def wrapper(body):
        nonlocal calls
        calls += 1
        return f"{calls} {function(body)}"

    return wrapper


def marked(function):
    function.mark = 2
    return function


@counted
@marked
def show(body):
    return f"text{body}"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{show(body)} {show.mark} {show.__wrapped__.mark}"
