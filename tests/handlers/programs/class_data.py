"""Attributes of classes that were set after the class, or changed, are data."""
import collections


class Game:
    players = []
    limit = 1
    names = {}
    made = collections.Counter("ab")

    def join(self): return "join"
    def leave(self): return "leave"

    class Rules:
        strict = False


def leave_later(self): return f"later {self.limit}"


Game.limit = 2
Game.players.append("ann")
Game.names["x"] = Game.players
Game.leave = leave_later
Game.area = property(lambda self: 7)
Game.total = staticmethod(lambda *n: sum(n))
Game.Rules.strict = True
PLAYERS = Game.players


class Registry:
    ALL = []
    count = 0

    def __init_subclass__(cls, **kwargs):
        ORDER.append(cls.__name__)
        global MADE
        MADE += 1
        Registry.count += 1


ORDER = []
MADE = 0


class One(Registry): pass
class Two(Registry): pass


ORDER.append("last")


def on_message(connection_id, body):
    game = Game()
    PLAYERS.append(body)
    return repr([
        game.players, game.limit, game.names["x"] is PLAYERS, game.made["a"], game.join(), game.leave(),
        game.area, game.total(1, 2), Game.Rules.strict, ORDER, MADE, Registry.count, One.__name__, Two.count,
    ])


ANSWERS = {"bob": "[['ann', 'bob'], 2, True, 1, 'join', 'later 2', 7, 3, True, ['One', 'Two', 'last'], 2, 2, 'One', 2]"}
