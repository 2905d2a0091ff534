#> "x" -> "1"
#> "x" -> "2"
"""An iterator that the program has advanced goes on from there."""

from itertools import count


from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
numbers = count()
first = next(numbers)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(next(numbers))
