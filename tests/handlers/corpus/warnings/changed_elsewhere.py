#~ 'Room' is changed by the handler
#~ 'greet' is changed by the handler
#~ 'count' is bound by the handler
#> "x" -> "1 1 1"
"""State in a class, in a function, and in a variable of a closure."""

from pulumi_wingws import WebSocket


class Room:
    made = 0


def greet():
    greet.calls += 1
    return greet.calls


def counter():
    count = 0

    def up():
        nonlocal count
        count += 1
        return count

    return up


greet.calls = 0
up = counter()
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    Room.made += 1
    return f"{Room.made} {greet()} {up()}"
