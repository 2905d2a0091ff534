#> "{\"type\": \"move\", \"x\": 3, \"y\": -1}" -> "moved 3,-1"
#> "{\"type\": \"move\", \"x\": \"3\"}" -> "y is missing; x is no int"
#> "{\"type\": \"say\", \"text\": \"hi\", \"to\": [\"a\", \"b\"]}" -> "hi -> a+b"
#> "{\"type\": \"say\", \"text\": \"hi\", \"loud\": true}" -> "loud is unknown"
#> "{\"type\": \"fly\"}" -> "unknown fly"
#> "history" -> "['say', 'move', 'say'] True 3"
#* get_type_hints looks in sys.modules["__main__"], which runpy has restored
"""A typed protocol: TypedDicts, generics, protocols, overloads, runtime checks of hints."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Generic,
    Literal,
    NewType,
    NotRequired,
    Protocol,
    TypedDict,
    TypeVar,
    Union,
    cast,
    get_origin,
    get_type_hints,
    overload,
    runtime_checkable,
)

from pulumi_wingws import WebSocket

if TYPE_CHECKING:
    from decimal import Decimal

chat = WebSocket("Protocol")

UserId = NewType("UserId", str)
M = TypeVar("M", bound="Message")
K = TypeVar("K")


class Move(TypedDict):
    type: Literal["move"]
    x: int
    y: NotRequired[int]


class Say(TypedDict, total=False):
    type: Literal["say"]
    text: str
    to: list[UserId]


Message = Union[Move, Say]
TYPES: Final[dict[str, type]] = {"move": Move, "say": Say}


@runtime_checkable
class Sink(Protocol[K]):
    def put(self, item: K) -> None: ...


class History(Generic[K]):
    price: Decimal | None = None

    def __init__(self, *items: K) -> None:
        self._items: list[K] = list(items)

    def put(self, item: K) -> None:
        self._items.append(item)

    def __iter__(self) -> Iterator[K]:
        yield from self._items


Handler = Callable[[Any], str]
handlers: dict[str, Handler] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    def add(handler: Handler) -> Handler:
        handlers[kind] = handler
        return handler

    return add


@handles("move")
def move(message: Move) -> str:
    return f"moved {message['x']},{message.get('y', 0)}"


@handles("say")
def say(message: Say) -> str:
    to: tuple[UserId, ...] = tuple(map(UserId, message.get("to", [])))
    return f"{message['text']} -> {'+'.join(to) or 'all'}"


@overload
def show(value: int) -> int: ...
@overload
def show(value: str) -> str: ...
def show(value: int | str) -> int | str:
    return value


def problems(message: dict[str, Any], kind: type) -> Iterator[str]:
    hints = get_type_hints(kind)
    for key in message.keys() - hints.keys():
        yield f"{key} is unknown"
    for key in sorted(kind.__required_keys__ - message.keys()):  # type: ignore
        yield f"{key} is missing"
    for key, hint in hints.items():
        base = get_origin(hint) or hint
        if key in message and isinstance(base, type) and not isinstance(message[key], base):
            yield f"{key} is no {base.__name__}"


history: History[Message] = History({"type": "say", "text": "first"})
sink: Sink[Any] = history


@chat.on_message(reply=True)
def on_message(connection_id: str, body: str) -> str:
    if body == "history":
        return f"{[each['type'] for each in history]} {isinstance(sink, Sink)} {show(3)}"
    message = json.loads(body)
    kind = TYPES.get(message["type"])
    if kind is None:
        return f"unknown {message['type']}"
    if found := list(problems(message, kind)):
        return "; ".join(found)
    sink.put(cast(Message, message))
    return handlers[message["type"]](message)
