#~ 'hits' is changed by the handler
#~ 'lobby' is changed by the handler
#~ 'waiting' is changed by the handler
#~ 'best' is changed by the handler
#> "x" -> "1 x ['x'] 1"
"""State in a Counter, in attributes, behind a method, and in a heap."""

import heapq
from collections import Counter

from pulumi_wingws import WebSocket


class Room:
    def __init__(self):
        self.names = []

    def join(self, name):
        self._note(name)

    def _note(self, name):
        self.names.append(name)


class Scores(dict):
    pass


hits = Counter()
lobby = Room()
waiting = []
best = Scores()
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    hits[body] += 1
    lobby.join(body)
    heapq.heappush(waiting, body)
    best[body] = 1
    return f"{hits[body]} {waiting[0]} {lobby.names} {len(best)}"
