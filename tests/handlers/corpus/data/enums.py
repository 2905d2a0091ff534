#> "2" -> "Colour.GREEN True <Perm.R|W: 3> 3"
"""Enum members as data stay the members; aliases, flags, auto."""

from enum import Enum, Flag, auto, unique

from pulumi_wingws import WebSocket


@unique
class Colour(Enum):
    RED = 1
    GREEN = 2


class Perm(Flag):
    R = auto()
    W = auto()
    RW = R | W


FAVOURITES = {"2": Colour.GREEN}
BOTH = Perm.R | Perm.W
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    found = FAVOURITES[body]
    named = f"<Perm.R|W: {BOTH.value}>"
    return f"{found} {found is Colour.GREEN} {named} {Perm.RW.value}"
