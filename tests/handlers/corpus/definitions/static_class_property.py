#> "x" -> "s c Game 9 10"
"""staticmethod, classmethod, property with a setter."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Game:
    def __init__(self):
        self._n = 9

    @staticmethod
    def s():
        return "s"

    @classmethod
    def c(cls):
        return f"c {cls.__name__}"

    @property
    def n(self):
        return self._n

    @n.setter
    def n(self, value):
        self._n = value


game = Game()


@chat.on_message(reply=True)
def on_message(connection_id, body):
    before = game.n
    game.n = before + 1
    return f"{Game.s()} {game.c()} {before} {game.n}"
