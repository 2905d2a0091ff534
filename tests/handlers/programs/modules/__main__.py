"""Modules passed around, circular, with attributes set from elsewhere."""
import settings
import left
from functools import partial
settings.LEVEL = 9
settings.added = "new"


def read(module, name):
    return getattr(module, name)


def bump():
    settings.count += 1
    return settings.count


add = partial(max, 3)


def on_message(connection_id, body):
    return repr([read(settings, "LEVEL"), settings.added, bump(), left.go(2), add(1)])


ANSWERS = {"": "[9, 'new', 2, 'right left right', 3]"}
