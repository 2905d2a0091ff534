"""Circles through slots, tuples and proxies; paths of the project; virtual subclasses."""
from abc import ABC
from functools import partial, singledispatch
from pathlib import Path
from types import MappingProxyType


class Slotted:
    __slots__ = ("left",)


class Shape(ABC): pass
class Square: pass


Shape.register(Square)
circle = Slotted()
circle.left = circle
pair = ([],)
pair[0].append(pair)
BASE = {}
VIEW = MappingProxyType(BASE)
FILE = Path(__file__).parent / "words.txt"
MISSING = object()
words = []
add = words.append


@singledispatch
def show(value): return "object"
@show.register
def _(value: int): return "int"
@show.register(str)
def _(value): return "str"


class Bot:
    def __init__(self, name): self.name = name
    def answer(self, connection_id, body, mark="!"):
        BASE["x"] = 1
        add(body)
        return repr([
            self.name, circle.left is circle, pair[0][0] is pair, dict(VIEW), isinstance(Square(), Shape),
            FILE.name, FILE.is_absolute(), MISSING is DEFAULT, words, show(1), show("s"), show([]), mark,
        ])


DEFAULT = MISSING
on_message = partial(Bot("bot").answer, mark="?")


ANSWERS = {"w": "['bot', True, True, {'x': 1}, True, 'words.txt', True, True, ['w'], 'int', 'str', 'object', '?']"}
