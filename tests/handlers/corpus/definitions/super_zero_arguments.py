#> "x" -> "child base"
"""super() in a method that was put into another class by a decorator."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
def shout(cls):
    original = cls.say

    def say(self):
        return original(self)

    cls.say = say
    return cls


class Base:
    def say(self):
        return "base"


@shout
class Child(Base):
    def say(self):
        return f"child {super().say()}"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return Child().say()
