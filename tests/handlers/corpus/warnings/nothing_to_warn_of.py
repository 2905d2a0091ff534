#~
#> "x" -> "['x'] 1 ['a'] 1 7"
"""Local names, methods that only read, a clock of the program's own: no warning."""

from pulumi_wingws import WebSocket

words = ["a"]
kinds = {}


def now():
    return 7


class Kind:
    def __init_subclass__(cls):
        kinds[cls.__name__] = cls


class Room(Kind):
    def __init__(self):
        self.names = ["a"]

    def listed(self):
        found = []
        found.extend(self.names)
        return found


lobby = Room()
started = now()
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    words = []
    words.append(body)
    return f"{words} {len(kinds)} {lobby.listed()} {len(read())} {started}"


def read():
    return words
