#> "join red" -> "red: 1/2"
#> "join red" -> "red: 2/2"
#> "join red" -> "red is full"
#> "join blue" -> "blue: 1/3"
#> "join green" -> "no room green"
"""Closures made by a factory, one per room; they share a counter each."""

from pulumi_wingws import WebSocket


def make_room(name, size):
    taken = 0

    def join():
        nonlocal taken
        if taken == size:
            return f"{name} is full"
        taken += 1
        return f"{name}: {taken}/{size}"

    return join


ROOMS = {name: make_room(name, size) for name, size in {"red": 2, "blue": 3}.items()}
lobby = WebSocket("Lobby")


@lobby.on_message(reply=True)
def on_message(connection_id, body):
    _, _, name = body.partition(" ")
    room = ROOMS.get(name)
    return room() if room else f"no room {name}"
