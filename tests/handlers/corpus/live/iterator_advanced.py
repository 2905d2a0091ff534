#! __main__.py:16:21: 'numbers' cannot be written down, and line 11 does more with it than call its methods
"""An iterator that the program has advanced: refused."""

from itertools import count


from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
numbers = count()
first = next(numbers)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(next(numbers))
