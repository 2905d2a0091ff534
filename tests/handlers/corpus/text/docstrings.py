#> "x" -> "A helper. | A class. | None"
"""Docstrings are kept."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def helper():
    """A helper."""


class Thing:
    """A class."""


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{helper.__doc__} | {Thing.__doc__} | {on_message.__doc__}"
