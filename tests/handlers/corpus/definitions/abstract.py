#> "x" -> "2 Can't instantiate abstract class Shape with abstract method area"
"""Abstract methods and properties."""

from abc import ABC, abstractmethod

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Shape(ABC):
    @property
    @abstractmethod
    def area(self): ...


class Unit(Shape):
    area = 2


@chat.on_message(reply=True)
def on_message(connection_id, body):
    try:
        Shape()
    except TypeError as exc:
        return f"{Unit().area} {exc}"
