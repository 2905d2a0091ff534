#> "x" raises "TooMany: 3 of 2"
"""An exception class of the program."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class TooMany(Exception):
    def __str__(self):
        return f"{self.args[0]} of {LIMIT}"


LIMIT = 2


@chat.on_message(reply=True)
def on_message(connection_id, body):
    raise TooMany(3)
