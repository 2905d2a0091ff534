"""A helper defined below the handler, a class, a constant and a default."""
import json, math
import os.path as p
from dataclasses import dataclass, field
from pulumi_stand_ins import WebSocket

chat = WebSocket("Chat")
LIMIT = 5
NAMES = ("a", "b")
COUNT = sum(range(4))


@chat.on_message
def on_message(connection_id: str, body: str) -> str:
    return json.dumps([greet(body), LIMIT, NAMES, COUNT, p.basename("x/y"), Point(1).moved().x])


def greet(name: str, greeting="hello" * 2, limit=COUNT) -> str:
    return f"{greeting} {name} {limit}"


@dataclass
class Point:
    x: int
    tags: list[str] = field(default_factory=list)

    def moved(self) -> "Point":
        return Point(self.x + LIMIT)


ANSWERS = {"ann": '["hellohello ann 6", 5, ["a", "b"], 6, "y", 6]'}
