#> "{\"do\": \"call\", \"floor\": 3}" -> ["0 to 3"]
#> "{\"do\": \"tick\"}" -> ["1 to 3"]
#> "{\"do\": \"tick\"}" -> "Moving(floor=2, target=3)"
#> "{\"do\": \"open\"}" -> "Moving(floor=2, target=3)"
#> "{\"do\": \"tick\"}" -> ["ding 3"]
#> "{\"do\": \"tick\"}" -> ["ding 3"]
#> "{\"do\": \"stop\", \"why\": \"fire\"}" -> "Stopped(floor=3, why='fire')"
#> "{\"do\": \"call\", \"floor\": 1}" -> "stopped: fire"
#> "[1, 2]" -> "stopped: fire"
#> "{\"do\": \"trace\"}" -> ["Idle", "Idle", "Idle", "Moving", "Moving", "Moving", "Moving", "Idle", "Idle", "Stopped(floor=3, why='fire')"]
"""A state chart: states are dataclasses, transitions a match over pairs, hooks on entry."""

import json
from dataclasses import dataclass, field
from enum import StrEnum

from pulumi_wingws import WebSocket

chat = WebSocket("Elevator")


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"


@dataclass(frozen=True)
class Idle:
    floor: int = 0
    door: Door = Door.SHUT


@dataclass(frozen=True)
class Moving:
    floor: int
    target: int

    @property
    def step(self):
        return (self.target > self.floor) - (self.target < self.floor)


@dataclass(frozen=True)
class Stopped:
    floor: int
    why: str = "?"
    __match_args__ = ("why",)


State = Idle | Moving | Stopped


@dataclass
class Machine:
    state: State = Idle()
    trace: list[State] = field(default_factory=list)
    hooks: dict[type, list] = field(default_factory=dict)

    def on(self, kind):
        def add(hook):
            self.hooks.setdefault(kind, []).append(hook)
            return hook

        return add

    def enter(self, state):
        self.trace.append(self.state)
        self.state = state
        return [said for hook in self.hooks.get(type(state), ()) if (said := hook(state))]


machine = Machine()
LOWEST, HIGHEST = -1, 9


@machine.on(Idle)
def ring(state):
    return f"ding {state.floor}" if state.floor else None


@machine.on(Moving)
@machine.on(Idle)
def announce(state):
    match state:
        case Moving(floor=f, target=t) if abs(t - f) > 1:
            return f"{f} to {t}"
        case Idle(door=Door.OPEN):
            return "mind the gap"


def advance(state, event):
    match state, event:
        case Stopped(why), _:
            raise RuntimeError(f"stopped: {why}")
        case (Idle(floor, Door.SHUT), {"do": "call", "floor": int(target)}) if (
            LOWEST <= target <= HIGHEST and target != floor
        ):
            return Moving(floor, target)
        case Moving(floor, target) as moving, {"do": "tick"}:
            floor += moving.step
            return Idle(floor) if floor == target else Moving(floor, target)
        case Idle(floor), {"do": "open" | "shut" as verb}:
            return Idle(floor, Door("shut" if verb == "shut" else "open"))
        case Idle(floor) | Moving(floor), {"do": "stop", **rest}:
            return Stopped(floor, rest.get("why", "no reason"))
        case _, {"do": str()}:
            return state
        case _, [*items]:
            raise TypeError(f"{len(items)} items")


machine.enter(advance(machine.state, {"do": "open"}))
machine.enter(advance(machine.state, {"do": "shut"}))


@chat.on_message(reply=True)
def on_message(connection_id, body):
    match json.loads(body):
        case {"do": "trace"}:
            return [type(each).__name__ for each in machine.trace] + [str(machine.state)]
        case event:
            try:
                return machine.enter(advance(machine.state, event)) or str(machine.state)
            except (RuntimeError, TypeError) as exc:
                return str(exc)
