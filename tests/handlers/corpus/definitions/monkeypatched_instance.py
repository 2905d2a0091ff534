#> "x" -> "own theirs"
"""A function put into an instance's __dict__."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Game:
    def play(self):
        return "theirs"


a, b = Game(), Game()
a.play = lambda: "own"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{a.play()} {b.play()}"
