#> "2H 3H 4H 5H 6H" -> "STRAIGHT_FLUSH of 6"
#> "KD KS KH KC 2D" -> "FOUR of K"
#> "TD TS 9H 9C 2D" -> "TWO_PAIRS of T"
#> "2D 7S 9H JC AD" -> "HIGH_CARD of A"
#> "2D 2D" -> "5 different cards, please"
"""A game's rules: IntEnum, total_ordering, Counter, a frozenset of suits."""

from collections import Counter
from enum import IntEnum
from functools import total_ordering

from pulumi_wingws import WebSocket

RANKS = {rank: value for value, rank in enumerate("23456789TJQKA", start=2)}
SUITS = frozenset("CDHS")
poker = WebSocket("Poker")


class Kind(IntEnum):
    HIGH_CARD = 0
    PAIR = 1
    TWO_PAIRS = 2
    THREE = 3
    STRAIGHT = 4
    FLUSH = 5
    FULL_HOUSE = 6
    FOUR = 7
    STRAIGHT_FLUSH = 8

    @classmethod
    def of(cls, counts, straight, flush):
        return cls[KINDS.get((straight, flush)) or GROUPS.get(counts, "HIGH_CARD")]


KINDS = {(True, True): "STRAIGHT_FLUSH", (True, False): "STRAIGHT", (False, True): "FLUSH"}
GROUPS = {(4, 1): "FOUR", (3, 2): "FULL_HOUSE", (3, 1, 1): "THREE"}
GROUPS |= {(2, 2, 1): "TWO_PAIRS", (2, 1, 1, 1): "PAIR"}


@total_ordering
class Card:
    def __init__(self, text):
        self.rank, self.suit = text
        if self.suit not in SUITS:
            raise ValueError(text)

    def __eq__(self, other):
        return (self.rank, self.suit) == (other.rank, other.suit)

    def __lt__(self, other):
        return RANKS[self.rank] < RANKS[other.rank]

    def __hash__(self):
        return hash((self.rank, self.suit))


def judge(cards):
    groups = Counter(card.rank for card in cards).most_common()
    counts = tuple(sorted((count for _, count in groups), reverse=True))
    values = sorted(RANKS[card.rank] for card in cards)
    straight = values == list(range(values[0], values[0] + 5))
    flush = len({card.suit for card in cards}) == 1
    most = counts[0]
    best = max((card for card in cards if (card.rank, most) in groups))
    return Kind.of(counts, straight, flush), best


@poker.on_message(reply=True)
def on_message(connection_id, body):
    cards = {Card(text) for text in body.split()}
    if len(cards) != 5:
        return "5 different cards, please"
    kind, best = judge(sorted(cards))
    return f"{kind.name} of {best.rank}"
