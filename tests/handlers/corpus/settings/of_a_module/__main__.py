#: config word swordfish
#> "x" -> "swordfish swordfish swordfish"
"""A configuration that another module holds, read there, from here, and by a method."""

import stack

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Game:
    def word(self):
        return stack.pulumi.Config().require("word")


game = Game()


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{stack.config.require('word')} {stack.word()} {game.word()}"
