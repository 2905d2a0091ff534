#> "x" -> "Point {'x': 1} 5"
"""Functional types: TypedDict, NewType, make_dataclass, type()."""

from dataclasses import make_dataclass
from typing import NewType, TypedDict

from pulumi_wingws import WebSocket

Movie = TypedDict("Movie", {"x": int})
UserId = NewType("UserId", int)
Point = make_dataclass("Point", ["x"])
Made = type("Made", (), {"five": 5})
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{type(Point(UserId(1))).__name__} {Movie(x=1)} {Made.five}"
