#> "x" -> "5 [6, 0]"
"""Defaults of methods: values of the time of the class."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
FIVE = 5


class Game:
    def play(self, n=FIVE, box=[6]):  # noqa: B006
        return n, box


FIVE = 0
Game().play()[1].append(FIVE)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    n, box = Game().play()
    return f"{n} {box}"
