#> "x" -> "2 added ['n']"
"""Class attributes set and changed after the class."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Game:
    limit = 1
    names = []


Game.limit = 2
Game.extra = "added"
Game.names.append("n")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{Game.limit} {Game.extra} {Game.names}"
