#> "x" -> "True False"
"""ABC.register: virtual subclasses stay ones."""

from abc import ABC

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Shape(ABC):
    pass


class Square:
    pass


class Other:
    pass


Shape.register(Square)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{isinstance(Square(), Shape)} {isinstance(Other(), Shape)}"
