#> "coin" -> "unlocked"
#> "coin" -> "thank you"
#> "push" -> "locked"
#> "push" -> "blocked"
#> "kick" -> "'kick' is not a valid Action"
"""Enums as states and actions, a transition table keyed by tuples."""

from enum import Enum, auto

from pulumi_wingws import WebSocket


class State(Enum):
    LOCKED = auto()
    UNLOCKED = auto()

    @property
    def text(self):
        return self.name.lower()


class Action(str, Enum):
    COIN = "coin"
    PUSH = "push"


TRANSITIONS = {
    (State.LOCKED, Action.COIN): (State.UNLOCKED, None),
    (State.LOCKED, Action.PUSH): (State.LOCKED, "blocked"),
    (State.UNLOCKED, Action.COIN): (State.UNLOCKED, "thank you"),
    (State.UNLOCKED, Action.PUSH): (State.LOCKED, None),
}
current = State.LOCKED
turnstile = WebSocket("Turnstile")


@turnstile.on_message(reply=True)
def on_message(connection_id, body):
    global current
    try:
        action = Action(body)
    except ValueError as exc:
        return str(exc)
    current, said = TRANSITIONS[current, action]
    return said or current.text
