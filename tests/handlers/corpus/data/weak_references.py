#> "x" -> "1"
"""A weak dictionary of live objects."""

import weakref

from pulumi_wingws import WebSocket


class Thing:
    pass


thing = Thing()
names = weakref.WeakKeyDictionary()
names[thing] = 1
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(names[thing])
