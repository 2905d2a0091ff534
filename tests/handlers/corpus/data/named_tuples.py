#> "x" -> "Pair(left=1, right='b') 1 Old(a=5, b=6)"
"""NamedTuple and namedtuple."""

from collections import namedtuple
from typing import NamedTuple

from pulumi_wingws import WebSocket


class Pair(NamedTuple):
    left: int
    right: str = "b"


Old = namedtuple("Old", "a b")
P = Pair(1)
Q = Old(5, 6)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{P} {P.left} {Q}"
