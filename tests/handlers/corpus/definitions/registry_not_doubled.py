#> "x" -> "['a', 'b']"
"""A registry that decorators appended to is not appended to again."""

from pulumi_wingws import WebSocket

NAMES = []
chat = WebSocket("Chat")


def register(function):
    NAMES.append(function.__name__)

    def wrapper():
        return function()

    return wrapper


@register
def a():
    return 1


@register
def b():
    return 2


@chat.on_message(reply=True)
def on_message(connection_id, body):
    a(), b()
    return str(NAMES)
