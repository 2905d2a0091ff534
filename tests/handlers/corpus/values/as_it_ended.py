#> "x" -> "9 ['a', 'b'] 3"
"""A handler starts with every name as it stood when the program ended."""

from pulumi_wingws import WebSocket

n, names = 1, ["a"]
chat = WebSocket("Chat")


class Box:
    size = n


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{n} {names} {Box.size}"


n = 9
names.append("b")
Box.size = 3
