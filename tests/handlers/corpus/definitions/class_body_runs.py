#> "x" -> "[0, 1, 4] {'a': 2} B"
"""Class bodies with statements: loops, comprehensions, conditions."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
N = 3


class Squares:
    table = [n * n for n in range(N)]
    names = {}
    for letter in "a":
        names[letter] = len(table) - 1
    if N > 2:
        kind = "B"
    else:
        kind = "A"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{Squares.table} {Squares.names} {Squares.kind}"
