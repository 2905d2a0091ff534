#> "x" -> "1"
"""An iterator that the program has advanced: as it ended, or refused."""

from itertools import count


from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
numbers = count()
first = next(numbers)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(next(numbers))
