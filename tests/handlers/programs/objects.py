"""Instances, enumerations, bound methods, slots and cycles: state, never __init__."""
from __future__ import annotations
import enum, functools
from collections import namedtuple
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

made = 0


class Color(enum.Enum):
    RED = 1
    BLUE = "b"


@dataclass(frozen=True)
class Point:
    count: ClassVar[int] = 7
    x: int
    y: int = 0


@dataclass
class Game:
    players: dict[str, "Player"] = field(default_factory=dict)
    color: Color = Color.RED
    at: Point = Point(1)

    def __post_init__(self):
        global made
        made += 1

    def join(self, name):
        self.players[name] = Player(self, name)
        return len(self.players)


class Player:
    __slots__ = ("game", "name")

    def __init__(self, game, name):
        self.game, self.name = game, name


class Bag(dict):
    pass


class Stack(list):
    def top(self):
        return self[-1]


game = Game()
game.join("ann")
same = game
join = game.join
bag = Bag(a=1)
bag.owner = game
stack = Stack([1, game])
DEFAULT = Color.BLUE
FAVOURITES = {Color.RED: "r", Color.BLUE: game.players["ann"]}


def on_message(connection_id, body):
    return repr([
        game.players["ann"].game is game is same is bag.owner is stack.top() is join.__self__,
        join(body), sorted(game.players), made, bag, game.color, DEFAULT is Color.BLUE,
        FAVOURITES[Color.RED], FAVOURITES[DEFAULT] is game.players["ann"], game.at, Point.count,
    ])


ANSWERS = {"bob": "[True, 2, ['ann', 'bob'], 1, {'a': 1}, <Color.RED: 1>, True, 'r', True, Point(x=1, y=0), 7]"}
