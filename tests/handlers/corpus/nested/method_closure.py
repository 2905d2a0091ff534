#> "x" -> "ann says x"
"""A closure made in a method, over self."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Person:
    def __init__(self, name):
        self.name = name

    def speaker(self):
        def say(text):
            return f"{self.name} says {text}"

        return say


say = Person("ann").speaker()


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return say(body)
