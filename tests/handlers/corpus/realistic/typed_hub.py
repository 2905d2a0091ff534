#> "{\"kind\": \"text\", \"text\": \"hi\"}" -> "text of 2"
#> "{\"kind\": \"image\", \"width\": 4, \"height\": 3}" -> "image of 12"
#> "{\"kind\": \"image\", \"width\": 4}" -> "image lacks height"
#> "{\"kind\": \"sound\"}" -> "unknown kind 'sound'"
#> "stats" -> "image=1 text=1"
"""A typed event hub: generics, a protocol, singledispatch, type aliases."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import singledispatch
from typing import Any, Generic, Protocol, TypeVar, get_type_hints

from pulumi_wingws import WebSocket


class Sized(Protocol):
    def size(self) -> int: ...


T = TypeVar("T")


@dataclass
class Text:
    text: str

    def size(self) -> int:
        return len(self.text)


@dataclass
class Image:
    width: int
    height: int

    def size(self) -> int:
        return self.width * self.height


class Registry(Generic[T]):
    def __init__(self) -> None:
        self._items: dict[str, type[T]] = {}

    def add(self, item: type[T]) -> type[T]:
        self._items[item.__name__.lower()] = item
        return item

    def __getitem__(self, name: str) -> type[T]:
        if name not in self._items:
            raise LookupError(f"unknown kind {name!r}")
        return self._items[name]


KINDS: Registry[Sized] = Registry()
KINDS.add(Text)
KINDS.add(Image)
counts: defaultdict[str, int] = defaultdict(int)
hub = WebSocket("Hub")


@singledispatch
def describe(event: Any) -> str:
    return "?"


@describe.register
def _(event: Text) -> str:
    return f"text of {event.size()}"


@describe.register
def _(event: Image) -> str:
    return f"image of {event.size()}"


def parse(text: str) -> Sized:
    data: dict[str, Any] = json.loads(text)
    kind = KINDS[data.pop("kind")]
    for name in get_type_hints(kind):
        if name not in data:
            raise LookupError(f"{kind.__name__.lower()} lacks {name}")
    return kind(**data)


@hub.on_message(reply=True)
def on_message(connection_id: str, body: str) -> str:
    if body == "stats":
        return " ".join(f"{name}={n}" for name, n in sorted(counts.items()))
    try:
        event = parse(body)
    except LookupError as exc:
        return str(exc.args[0])
    counts[type(event).__name__.lower()] += 1
    return describe(event)
