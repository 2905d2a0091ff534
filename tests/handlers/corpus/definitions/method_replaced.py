#> "x" -> "patched 1"
"""A method put into a class from outside."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Game:
    n = 1

    def play(self):
        return "original"


def play(self):
    return f"patched {self.n}"


Game.play = play


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return Game().play()
