#> "ann 30" -> "ann=30 iron 4 7"
#> "bob 45" -> "bob=45 silver 6 8"
#> "cid 45" -> "cid=45 silver 6 9"
#> "ann 50" -> "ann=50 gold 4 10"
#> "top" -> "ann=50, bob=45, cid=45, eva=40"
#> "rank bob" -> "2 after 1, eva=40 led"
#> "rank zed" -> "no zed"
#> "ann x" -> "invalid literal for int() with base 10: 'x'"
"""A leaderboard: sorted scores, ties by arrival, badges by a table of thresholds."""

import bisect
from collections import Counter
from itertools import count
from operator import attrgetter, itemgetter
from types import MappingProxyType
from typing import NamedTuple

from pulumi_wingws import WebSocket

chat = WebSocket("Board")


class Entry(NamedTuple):
    """A line of the board; the best sorts first."""

    minus_score: int
    arrival: int
    name: str

    @property
    def score(self):
        return -self.minus_score

    def __str__(self):
        return f"{self.name}={self.score}"


BADGES = MappingProxyType({0: "iron", 40: "silver", 50: "gold"})
LIMITS = sorted(BADGES)
MEDALS = [(name, len(name)) for name in map(itemgetter(1), sorted(BADGES.items()))]


class Board:
    size = 3

    def __init__(self, *entries):
        self.entries = sorted(entries)
        self.tries = Counter()
        self._by_name = {each.name: each for each in self.entries}

    def put(self, name, score, arrival):
        self.tries[name] += 1
        if old := self._by_name.get(name):
            if old.score >= score:
                return old
            self.entries.remove(old)
        entry = Entry(-score, arrival, name)
        bisect.insort(self.entries, entry)
        self._by_name[name] = entry
        return entry

    def __iter__(self):
        return iter(self.entries[: self.size])

    def __contains__(self, name):
        return name in self._by_name

    def rank(self, name):
        entry = self._by_name[name]
        return 1 + sum(1 for each in self.entries if each.minus_score < entry.minus_score)


def badge(score):
    return BADGES[LIMITS[bisect.bisect(LIMITS, score) - 1]]


board = Board(Entry(-40, -2, "eva"), Entry(-10, -1, "fin"))
board.size += 1
arrivals = count(7)
best = max(board.entries, key=attrgetter("score"))


@chat.on_message(reply=True)
def on_message(connection_id, body):
    match body.split():
        case ["top"]:
            return ", ".join(str(each) for each in board)
        case ["rank", name] if name in board:
            return f"{board.rank(name)} after {board.tries[name]}, {best} led"
        case ["rank", name]:
            return f"no {name}"
        case [name, score]:
            try:
                entry = board.put(name, int(score), next(arrivals))
            except ValueError as exc:
                return str(exc)
            return f"{entry} {badge(entry.score)} {dict(MEDALS)[badge(entry.score)]} {entry.arrival}"
