#> "" -> "True [1] True 0.75"
"""A class attribute that a bare name gives is that very object, whatever it became."""

from fractions import Fraction

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Thing:
    def __init__(self):
        self.parts = []


thing = Thing()
part = Fraction(3, 4)


class Box:
    first = thing
    part = part


class Other:
    first = thing


thing.parts.append(1)
thing = None


@chat.on_message(reply=True)
def on_message(connection_id, body):
    is_one = Box.first is Other.first
    return f"{is_one} {Box.first.parts} {thing is None} {float(Box.part)}"
