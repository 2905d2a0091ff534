#> "" -> "2 True {'x': 1} 0"
"""Counters and chain maps in objects and containers."""

from collections import ChainMap, Counter

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
BASE = {"x": 1}


class Board:
    def __init__(self):
        self.tries = Counter("aab")
        self.words = [ChainMap({"y": 2}, BASE)]


board = Board()


@chat.on_message(reply=True)
def on_message(connection_id, body):
    maps = board.words[0].maps
    return f"{board.tries['a']} {maps[1] is BASE} {maps[1]} {board.tries['z']}"
