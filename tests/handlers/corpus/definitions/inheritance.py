#> "x" -> "derived base mixin ['Derived', 'Base', 'Mixin', 'object']"
"""Bases, super() and the method resolution order."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Mixin:
    def say(self):
        return "mixin"


class Base:
    def say(self):
        return f"base {super().say()}"


class Derived(Base, Mixin):
    def say(self):
        assert __class__ is Derived
        return f"derived {super().say()}"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{Derived().say()} {[c.__name__ for c in Derived.__mro__]}"
