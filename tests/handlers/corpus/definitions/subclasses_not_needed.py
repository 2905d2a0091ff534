#> "x" -> "cat"
"""Where nothing asks for subclasses, those that nobody names stay behind."""

import threading

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Animal:
    def name(self):
        return type(self).__name__.lower()


class Cat(Animal):
    pass


class Unneeded(Animal):
    lock = threading.Lock()
    other = open(__file__)
    other.close()


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return Cat().name()
