#> "ann gold duel" -> "None +10 2"
#> "bob gold duel" -> "(<ann GOLD Playing>, <bob GOLD Playing>) +11 2"
#> "cid bronze coop" -> "None +0 2"
#> "dan silver coop" -> "(<dan SILVER Playing>, <cid BRONZE Playing>) +1 2"
#> "eve wood duel" -> "no league 'wood'; one of bronze, silver, gold"
#> "fay gold duel|ranked" -> "None +15 2"
#> "waiting" -> "[<fay GOLD Waiting>] 0"
"""Matchmaking: enums with behaviour, flags, a heap of waiting players."""

import heapq
import itertools
from enum import Enum, Flag, IntEnum, auto, unique

from pulumi_wingws import WebSocket

chat = WebSocket("Matches")


@unique
class League(IntEnum):
    BRONZE = auto()
    SILVER = auto()
    GOLD = auto()

    @classmethod
    def parse(cls, text):
        try:
            return cls[text.upper()]
        except KeyError:
            names = ", ".join(each.name.lower() for each in cls)
            raise ValueError(f"no league {text!r}; one of {names}") from None

    def near(self, other):
        return abs(self - other) <= 1


class Mode(Flag):
    DUEL = auto()
    COOP = auto()
    RANKED = auto()
    HARD = DUEL | RANKED

    @property
    def size(self):
        return 2 if self & (Mode.DUEL | Mode.COOP) else 4


class State(Enum):
    WAITING = ("waiting", 0)
    PLAYING = ("playing", 1)

    def __init__(self, label, weight):
        self.label = label
        self.weight = weight

    def __str__(self):
        return self.label.title()


class Player:
    __slots__ = ("name", "league", "mode", "state", "__weakref__")

    def __init__(self, name, league, mode, state=State.WAITING):
        self.name, self.league, self.mode, self.state = name, league, mode, state

    def __lt__(self, other):
        return (-self.league, self.name) < (-other.league, other.name)

    def __repr__(self):
        return f"<{self.name} {self.league.name} {self.state}>"


waiting = []
order = itertools.count()
BONUS = {League.GOLD: 10, State.PLAYING: 1, Mode.HARD: 5}


def enter(player):
    heapq.heappush(waiting, player)
    for one, other in itertools.combinations(sorted(waiting), 2):
        if one.league.near(other.league) and one.mode & other.mode:
            for each in (one, other):
                waiting.remove(each)
                each.state = State.PLAYING
            heapq.heapify(waiting)
            return one, other
    return None


enter(Player("zoe", League.BRONZE, Mode.RANKED))
enter(Player("yan", League.SILVER, Mode.HARD))


@chat.on_message(reply=True)
def on_message(connection_id, body):
    if body == "waiting":
        return f"{waiting} {next(order)}"
    name, league, modes = body.split()
    try:
        mode = Mode(0)
        for each in modes.split("|"):
            mode |= Mode[each.upper()]
        player = Player(name, League.parse(league), mode)
    except ValueError as exc:
        return str(exc)
    pair = enter(player)
    bonus = BONUS.get(player.league, 0) + BONUS.get(player.state, 0) + BONUS.get(mode, 0)
    return f"{pair} +{bonus} {mode.size}"
