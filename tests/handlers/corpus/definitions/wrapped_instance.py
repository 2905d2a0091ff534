#> "x" -> "1 text x {'body': 'str'}"
"""A wrapper around an instance of a decorator class, which stands for a function."""

import functools

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Callback:
    def __init__(self, function):
        functools.update_wrapper(self, function)
        self.function = function

    def __call__(self, body):
        return self.function(body)


def counted(function):
    calls = 0

    @functools.wraps(function)
    def wrapper(body):
        nonlocal calls
        calls += 1
        return f"{calls} {function(body)}"

    return wrapper


@counted
@Callback
def show(body: "str"):
    return f"text {body}"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{show(body)} {show.__annotations__}"
