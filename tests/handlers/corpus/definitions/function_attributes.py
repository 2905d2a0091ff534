#> "x" -> "3 help text (1, 2)"
"""The __dict__ of a function is data, and so are its changed defaults and doc."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def helper(a=1, b=1):
    return a, b


helper.calls = 3
helper.__doc__ = "help text"
helper.__defaults__ = (1, 2)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{helper.calls} {helper.__doc__} {helper()}"
