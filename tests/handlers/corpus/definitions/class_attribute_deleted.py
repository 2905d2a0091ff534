#> "x" -> "False"
"""A class attribute deleted after the class."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Game:
    limit = 1


del Game.limit


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(hasattr(Game, "limit"))
