"""Pitfalls: replaced functions, plug-ins by subclass, named tuples, keys, attributes."""
import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pulumi_stand_ins import WebSocket

chat = room = WebSocket("Chat")


class Pair(NamedTuple):
    left: int
    right: "list[int]"


@dataclass(frozen=True)
class Point:
    x: int


class Plugin:
    names = []

    def __init_subclass__(cls, **kwargs):
        Plugin.names.append(cls.__name__)

    def __new__(cls):
        return super().__new__(cls)


class Hello(Plugin): pass
class Bye(Plugin): pass


class Shape: pass
class Circle(Shape): pass


class Flags(enum.Flag):
    A = 1
    B = 2


AREAS = {Point(1): "one"}
origin = Point(0)
BY_POINT = {origin: "zero"}
PAIR = Pair(1, [2])
PAIRS = [PAIR, PAIR.right]
BOTH = Flags.A | Flags.B


def counted(n=len(PAIRS), *, where=origin, arn=BOTH):
    counted.calls += 1
    return n, where, arn


counted.calls = 5


def swapped(): return "first"


first = swapped


def other(): return "second"


swapped = other


def numbers(n) -> Iterator[int]:
    yield from range(n)


def on_message(connection_id, body):
    print = repr
    return print([
        chat is room, PAIR, PAIRS[1] is PAIR.right, AREAS[Point(1)], BY_POINT[Point(0)],
        Plugin.names, [c.__name__ for c in Shape.__subclasses__()], BOTH,
        counted(), counted.calls, swapped(), swapped is other, [*numbers(2)],
    ])


ANSWERS = {"": "[True, Pair(left=1, right=[2]), True, 'one', 'zero', ['Hello', 'Bye'], ['Circle'], <Flags.A|B: 3>, (2, Point(x=0), <Flags.A|B: 3>), 6, 'second', True, [0, 1]]"}
