#> "x" -> "Point(x=1, y=2) Point(x=3, y=0) True Frozen(name='n', tags=['t'])"
"""Dataclass instances: state, never __init__; frozen and with slots too."""

from dataclasses import dataclass, field, replace

from pulumi_wingws import WebSocket

made = []


@dataclass(order=True)
class Point:
    x: int
    y: int = 0

    def __post_init__(self):
        made.append(self.x)


@dataclass(frozen=True, slots=True)
class Frozen:
    name: str
    tags: list = field(default_factory=list, repr=True)


A = Point(1, 2)
B = replace(A, x=3, y=0)
C = Frozen("n")
C.tags.append("t")
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{A} {B} {A < B and made == [1, 3]} {C}"
