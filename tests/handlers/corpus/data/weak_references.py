#> "x" -> "1"
#? known gap: rule 7: its lines are not run again, since one of them stores into it
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
