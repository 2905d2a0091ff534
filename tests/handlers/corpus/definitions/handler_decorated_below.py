#> "a" -> "A."
"""A decorator between the component's own and the handler's def."""

import functools

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def dotted(function):
    @functools.wraps(function)
    def wrapper(connection_id, body):
        return function(connection_id, body) + "."

    return wrapper


@chat.on_message(reply=True)
@dotted
def on_message(connection_id, body):
    return body.upper()
