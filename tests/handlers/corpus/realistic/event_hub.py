#> "{\"type\": \"joined\", \"who\": \"ann\"}" -> "ann joined at level 1"
#> "{\"type\": \"scored\", \"who\": \"ann\", \"points\": 250}" -> "ann: 250 (level 3)"
#> "{\"type\": \"scored\", \"who\": \"bob\", \"points\": 1}" -> "who is bob?"
#> "{\"type\": \"left\"}" -> "bad event: missing who"
"""Typed events: a base class with __init_subclass__ keeps the registry."""

import json
from dataclasses import MISSING, dataclass, fields
from typing import ClassVar

from pulumi_wingws import WebSocket


@dataclass(frozen=True)
class Event:
    kinds: ClassVar[dict[str, type["Event"]]] = {}
    who: str

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        Event.kinds[cls.__name__.lower()] = cls

    @classmethod
    def parse(cls, text: str) -> "Event":
        data = json.loads(text)
        kind = cls.kinds[data.pop("type")]
        for item in fields(kind):
            if item.name not in data and item.default is MISSING:
                raise ValueError(f"missing {item.name}")
        return kind(**data)


@dataclass(frozen=True)
class Joined(Event):
    level: int = 1


@dataclass(frozen=True)
class Scored(Event):
    points: int = 0


@dataclass(frozen=True)
class Left(Event):
    pass


THRESHOLDS = (0, 100, 200, 400)
scores: dict[str, int] = {}
hub = WebSocket("Hub")


def level(points: int) -> int:
    return sum(points >= threshold for threshold in THRESHOLDS)


@hub.on_message(reply=True)
def on_message(connection_id: str, body: str) -> str:
    try:
        event = Event.parse(body)
    except ValueError as exc:
        return f"bad event: {exc}"
    match event:
        case Joined(who=who, level=start):
            scores[who] = 0
            return f"{who} joined at level {start}"
        case Scored(who=who) if who not in scores:
            return f"who is {who}?"
        case Scored(who=who, points=points):
            scores[who] += points
            return f"{who}: {scores[who]} (level {level(scores[who])})"
    return "bye"
