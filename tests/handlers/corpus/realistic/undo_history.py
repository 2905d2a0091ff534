#> "set a 1" -> "{'a': '1'}"
#> "set b 2" -> "{'a': '1', 'b': '2'}"
#> "del a" -> "{'b': '2'}"
#> "undo" -> "{'a': '1', 'b': '2'}"
#> "undo" -> "{'a': '1'}"
#> "undo" -> "{}"
#> "undo" -> "nothing to undo"
"""Command objects with an abstract base class, functools.partial and a deque."""

from abc import ABC, abstractmethod
from collections import deque
from functools import partial

from pulumi_wingws import WebSocket


class Command(ABC):
    @abstractmethod
    def apply(self, store): ...


class Set(Command):
    def __init__(self, key, value):
        self.key, self.value = key, value

    def apply(self, store):
        old = store.get(self.key)
        store[self.key] = self.value
        if old is None:
            return partial(store.pop, self.key)
        return partial(store.__setitem__, self.key, old)


class Delete(Command):
    def __init__(self, key):
        self.key = key

    def apply(self, store):
        old = store.pop(self.key)
        return partial(store.__setitem__, self.key, old)


store: dict[str, str] = {}
history: deque = deque(maxlen=10)
COMMANDS = {"set": Set, "del": Delete}
editor = WebSocket("Editor")


@editor.on_message(reply=True)
def on_message(connection_id, body):
    verb, *arguments = body.split()
    if verb == "undo":
        if not history:
            return "nothing to undo"
        history.pop()()
    else:
        history.append(COMMANDS[verb](*arguments).apply(store))
    return str(dict(sorted(store.items())))
