#> "a" -> "<(a)>"
"""Two decorators that wrap, one with arguments, one a class."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def between(left, right):
    def decorate(function):
        def wrapper(text):
            return left + function(text) + right

        return wrapper

    return decorate


class Angled:
    def __init__(self, function):
        self.function = function

    def __call__(self, text):
        return f"<{self.function(text)}>"


@Angled
@between("(", ")")
def same(text):
    return text


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return same(body)
