#> "x" -> "1 False 3 extra"
"""Slots, one of them empty, over two classes, and a dict besides."""

from pulumi_wingws import WebSocket


class Base:
    __slots__ = ("a", "empty")

    def __init__(self):
        self.a = 1


class Derived(Base):
    __slots__ = ("__private", "__dict__")

    def __init__(self):
        super().__init__()
        self.__private = 3
        self.extra = "extra"

    @property
    def private(self):
        return self.__private


thing = Derived()
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{thing.a} {hasattr(thing, 'empty')} {thing.private} {thing.extra}"
