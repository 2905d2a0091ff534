#> "look" -> "the hall: lamp; exits east"
#> "take lamp" -> "taken"
#> "go east" -> "the cellar; exits west"
#> "go north" -> "no way north"
#> "drop lamp" -> "dropped"
#> "look" -> "the cellar: lamp; exits west"
#> "dance" -> "you cannot dance"
"""A text adventure: rooms that refer to each other, bound methods as verbs, flags."""

from enum import Flag, auto

from pulumi_wingws import WebSocket


class Room:
    def __init__(self, name, *things):
        self.name = name
        self.things = set(things)
        self.exits = {}

    def connect(self, direction, other, back):
        self.exits[direction] = other
        other.exits[back] = self
        return other


class Trait(Flag):
    PORTABLE = auto()
    BRIGHT = auto()


TRAITS = {"lamp": Trait.PORTABLE | Trait.BRIGHT, "statue": Trait.BRIGHT}


class Player:
    def __init__(self, room):
        self.room = room
        self.things = set()
        self.verbs = {"look": self.look, "go": self.go, "take": self.take}
        self.verbs["drop"] = self.drop

    def look(self):
        things = f": {', '.join(sorted(self.room.things))}" if self.room.things else ""
        return f"the {self.room.name}{things}; exits {' '.join(sorted(self.room.exits))}"

    def go(self, direction):
        if direction not in self.room.exits:
            return f"no way {direction}"
        self.room = self.room.exits[direction]
        return self.look()

    def take(self, thing):
        if thing not in self.room.things or not TRAITS[thing] & Trait.PORTABLE:
            return "you cannot"
        self.room.things.remove(thing)
        self.things.add(thing)
        return "taken"

    def drop(self, thing):
        self.things.remove(thing)
        self.room.things.add(thing)
        return "dropped"


hall = Room("hall", "lamp")
hall.connect("east", Room("cellar"), "west")
player = Player(hall)
adventure = WebSocket("Adventure")


@adventure.on_message(reply=True)
def on_message(connection_id, body):
    verb, *objects = body.split()
    if verb not in player.verbs:
        return f"you cannot {verb}"
    return player.verbs[verb](*objects)
